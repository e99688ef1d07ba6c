using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Pdp.Audit.Buffering;
using Pdp.Audit.Delivery;
using Pdp.Audit.Files;
using Pdp.Audit.Records;

namespace Pdp.Audit;

// The writer's thread. Lines are made once: while they cannot be written they are kept as they are, no others are made, and the ring
// fills up behind them.
public sealed partial class AuditLog<T>
{
    private const int MostInBatch = 1024;
    private const int BatchBytes = 1024 * 1024;
    private const int LargestKept = 4 * BatchBytes;

    // all that is left is how the log ends
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(1);

    // a log that drops for long is told of once in a while
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    private readonly LineWriter _lines = new();
    private readonly LogFolder _folder;
    private readonly ITimer _timer;
    private readonly ITimer _watch;
    private readonly ConcurrentQueue<string> _withheld = new();
    private readonly CheckpointPace _pace;
    private ArrayBufferWriter<byte> _batch = new(64 * 1024);
    private long _batchTicket;
    private int _batchRecords;
    private int _batchTellings;
    private long _lastTicket;
    private long _checkpointAt;
    private DateTimeOffset _firstUnsigned;
    private long _writingSince;
    private bool _hasBegun;
    private bool _hasEnded;
    private DateTimeOffset _syncedAt;
    private DateTimeOffset _toldAt;
    private DateTimeOffset _checkpointed;
    private DateTimeOffset? _dropNewsAt;
    private string? _triedInVain;

    private void Run()
    {
        while (true)
        {
            var isStopping = Volatile.Read(ref _isStopping);
            var isDone = Pass(isStopping);
            if (isStopping && (isDone || _triedInVain is not null)) break;
            if (isDone || _triedInVain is not null) Sleep();
        }

        End();
    }

    private void End()
    {
        var left = _ring.Count + _batchRecords;
        if (left > 0 || _triedInVain is not null)
        {
            _tell(AuditNews.Lost, string.Create(CultureInfo.InvariantCulture, $"{left} records could not be written before the end: {_triedInVain}"));
        }

        foreach (var feed in _feeds) End(feed);
        _timer.Dispose();
        _watch.Dispose();
        _folder.Dispose();
        _lines.Dispose();
        _ended.SetResult();
    }

    private void End(SinkFeed feed)
    {
        feed.Finish(LastPatience);
        var left = feed.Undelivered.Take();
        if (left.Count > 0)
            _tell(AuditNews.Lost, string.Create(CultureInfo.InvariantCulture, $"`{feed.Name}` did not get {left.Count} records, {left.First} to {left.Last}, before the end: they are in the files alone, and no record says so"));
        feed.Dispose();
    }

    private void Sleep()
    {
        if (_triedInVain is not null)
        {
            // what comes changes nothing, and wakes nobody
            _timer.Change(_options.RetryAfter, Timeout.InfiniteTimeSpan);
            _wake.WaitOne();
            return;
        }

        // first: whatever comes after the looks wakes it
        Interlocked.Exchange(ref _isAsleep, 1);
        _timer.Change(NextLook(), Timeout.InfiniteTimeSpan);
        if (!_ring.TryPeek(out _, out _) && _withheld.IsEmpty) _wake.WaitOne();
        Interlocked.Exchange(ref _isAsleep, 0);
        if (!_options.SyncsEachBatch && !Volatile.Read(ref _isStopping)) _hurry.WaitOne(_options.Linger);
    }

    private TimeSpan NextLook()
    {
        var now = _clock.GetUtcNow();
        var next = TimeSpan.MaxValue;
        if (_folder.IsUnsynced) Consider(_syncedAt + _options.SyncEvery);
        if (_dropped.IsPending || _unsampled.IsPending || Array.Exists(_feeds, static feed => feed.Undelivered.IsPending)) Consider(_toldAt + _options.TellEvery);
        if (_options.Key is not null && _lines.Chain.Sequence > _checkpointAt) Consider(_checkpointed + _options.CheckpointEvery);
        return next == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : next;

        void Consider(DateTimeOffset due)
        {
            var left = due > now ? due - now : TimeSpan.Zero;
            if (left < next) next = left;
        }
    }

    // Whether all that was there is written.
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification =
        "whatever it is: the log says that it fails, and tries again; the thread must not end, nor the process with it")]
    private bool Pass(bool isLast)
    {
        var now = _clock.GetUtcNow();
        try
        {
            Volatile.Write(ref _writingSince, _clock.GetTimestamp());
            if (_batch.WrittenCount == 0)
            {
                _folder.RotateIfDue(_lines);
                Collect(now, isLast);
            }

            Volatile.Write(ref _writingSince, _clock.GetTimestamp());
            if (_batch.WrittenCount > 0) _folder.Append(_batch.WrittenSpan, _lines);
            if (_options.SyncsEachBatch) Sync(now);
            Commit();
            if (!_options.SyncsEachBatch && (isLast || now - _syncedAt >= _options.SyncEvery)) Sync(now);
            Recover();
            return !_ring.TryPeek(out _, out _) && _withheld.IsEmpty && (!isLast || _hasEnded);
        }
        catch (Exception exception)
        {
            Fail(exception);
            return false;
        }
        finally
        {
            Volatile.Write(ref _writingSince, 0);
        }
    }

    private void Sync(DateTimeOffset now)
    {
        try
        {
            _folder.Sync();
            _syncedAt = now;
        }
        catch when (_batch.WrittenCount > 0)
        {
            _folder.TakeBack(_batch.WrittenCount);
            throw;
        }
    }

    private void Collect(DateTimeOffset now, bool isLast)
    {
        if (!_hasBegun)
        {
            // what a writer that was killed left unsigned is signed as what this one found
            if (_lines.Chain.Sequence > 0) Checkpoint(now, CheckpointReasons.Start);
            var isFirst = _lines.Chain.Sequence == 0;
            _hasBegun = true;
            Write(RecordKinds.Start, now, this, static (writer, log) => log.WriteStart(writer));
            if (isFirst) Checkpoint(now, CheckpointReasons.Start);
        }

        while (_batchRecords < MostInBatch && _batch.WrittenCount < BatchBytes && _ring.TryPeek(out var entry, out var ticket))
        {
            SignIfDue(entry.Time);
            Record(entry);
            _ring.Advance();
            _lastTicket = ticket;
            _batchRecords++;
        }

        _batchTicket = _lastTicket;
        while (_withheld.TryPeek(out var id))
        {
            SignIfDue(now);
            Write(RecordKinds.Withheld, now, id, static (writer, id) => writer.WriteString("id", id));
            _withheld.TryDequeue(out _);
        }

        if (isLast || now - _toldAt >= _options.TellEvery) Tell(now);

        // the end comes alone: what sinks did not get of all that is before it is to be told before it
        var isEnd = isLast && _batchRecords == 0 && !_ring.TryPeek(out _, out _);
        if (isEnd && !_hasEnded)
        {
            Volatile.Write(ref _writingSince, 0);
            foreach (var feed in _feeds) feed.Finish(_options.SinkPatience);
            TellUndelivered(now, isEnd: true);
            SignIfDue(now);
            Write(RecordKinds.Stop, now, this, static (_, _) => { });
            _hasEnded = true;
        }

        if (_lines.Chain.Sequence == _checkpointAt) return;
        if (isEnd) Checkpoint(now, CheckpointReasons.Stop);
        else if ((now - _checkpointed).Duration() >= _options.CheckpointEvery) Checkpoint(now, CheckpointReasons.Due);
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification =
        "a record that cannot be made whole is made short, and the operator is told: the log goes on")]
    private void Record(T entry)
    {
        try
        {
            Write(entry.Kind, entry.Time, entry, static (writer, entry) => entry.Write(writer));
        }
        catch (Exception exception)
        {
            Write(entry.Kind, entry.Time, entry, static (writer, entry) =>
            {
                entry.WriteShort(writer);
                writer.WriteBoolean("shortened", true);
            });
            _tell(AuditNews.Shortened, exception.ToString());
        }
    }

    private void WriteStart(Utf8JsonWriter writer)
    {
        writer.WriteBoolean("clean", _folder.WasStopped);
        if (_folder.Torn > 0) writer.WriteNumber("torn", _folder.Torn);
    }

    private void Tell(DateTimeOffset now)
    {
        _toldAt = now;
        SignIfDue(now);
        var dropped = _dropped.Take();
        Tell(RecordKinds.Dropped, now, dropped);
        SignIfDue(now);
        Tell(RecordKinds.Unsampled, now, _unsampled.Take());
        TellUndelivered(now, isEnd: false);
        if (dropped.Count == 0 || (_dropNewsAt is { } last && now - last < Silence)) return;
        _dropNewsAt = now;
        _tell(AuditNews.Dropped, string.Create(CultureInfo.InvariantCulture, $"{dropped.Count} decisions are not in the decision log: there was no room for them; {_dropped.Total} since the start"));
    }

    private void TellUndelivered(DateTimeOffset now, bool isEnd)
    {
        foreach (var feed in _feeds)
        {
            if (!isEnd && !feed.Undelivered.IsPending) continue;
            SignIfDue(now);
            var count = feed.Undelivered.Take();
            if (count.Count == 0) continue;
            Write(RecordKinds.Undelivered, now, (feed.Name, count), static (writer, told) =>
            {
                writer.WriteString("sink", told.Name);
                writer.WriteNumber("count", told.count.Count);
                writer.WriteNumber("first", told.count.First);
                writer.WriteNumber("last", told.count.Last);
            });
            _batchTellings++;
        }
    }

    private void Tell(string kind, DateTimeOffset now, LeftOutCount count)
    {
        if (count.Count == 0) return;
        Write(kind, now, count, static (writer, count) =>
        {
            writer.WriteNumber("count", count.Count);
            writer.WriteNumber("permits", count.Permits);
            AuditFormat.Write(writer, "from", count.First);
            AuditFormat.Write(writer, "to", count.Last);
        });
    }

    // INVARIANT: no record is written without this before it. That is what verification relies on; and it comes before what is to be told
    // is taken, which were lost if the key failed.
    private void SignIfDue(DateTimeOffset time)
    {
        if (!_pace.Admits(_lines.Chain.Sequence - _checkpointAt, _firstUnsigned, time)) Checkpoint(time, CheckpointReasons.Due);
    }

    private void Write<TState>(string kind, DateTimeOffset time, TState state, Action<Utf8JsonWriter, TState> members)
    {
        if (_lines.Chain.Sequence == _checkpointAt) _firstUnsigned = time;
        _lines.Record(kind, time, state, members, _batch);
    }

    private void Checkpoint(DateTimeOffset now, string reason)
    {
        if (_options.Key is not { } key) return;
        var signature = key.Sign(CheckpointText.Of(_lines.Log, _lines.Chain, now, reason, _pace));
        _lines.Record(RecordKinds.Checkpoint, now, (signature, reason, _pace), static (writer, told) => SignedMembers.Write(writer, told.reason, told._pace, told.signature), _batch);
        _batchTellings++;
        _checkpointed = _clock.GetUtcNow();
        _checkpointAt = _lines.Chain.Sequence;
    }

    private void Commit()
    {
        if (_batch.WrittenCount == 0) return;
        Volatile.Write(ref _recorded, _recorded + _batchRecords);
        var (first, last) = (_lines.Written.Sequence + 1, _lines.Chain.Sequence);
        foreach (var feed in _feeds) feed.Offer(_batch.WrittenSpan, first, last, isTelling: last - first + 1 == _batchTellings);
        (_batchRecords, _batchTellings) = (0, 0);
        _batch.ResetWrittenCount();
        if (_batch.Capacity > LargestKept) _batch = new ArrayBufferWriter<byte>(64 * 1024);
        _lines.Settle();
        Volatile.Write(ref _durable, _batchTicket);
        Signal();
    }

    // the writer's own thread cannot tell that it waits for a disk
    private void Watch()
    {
        var since = Volatile.Read(ref _writingSince);
        if (since == 0 || _clock.GetElapsedTime(since) < _options.HangsAfter) return;
        var hangs = string.Create(CultureInfo.InvariantCulture, $"the disk has not taken records for {_options.HangsAfter.TotalSeconds:0.#} s");
        if (Interlocked.CompareExchange(ref _failure, new LogFailure(hangs), null) is not null) return;
        _tell(AuditNews.Failed, hangs);
        Signal();
    }

    private void Recover()
    {
        _triedInVain = null;
        if (Interlocked.Exchange(ref _failure, null) is null) return;
        _tell(AuditNews.Recovered, "the decision log is written again");
        Signal();
    }

    private void Fail(Exception exception)
    {
        var failure = LogFailure.Of(exception);
        _triedInVain = failure.Why;
        if (Interlocked.Exchange(ref _failure, failure) is null) _tell(AuditNews.Failed, failure.Why);
        Signal();
    }

    private void Signal()
    {
        if (!_options.SyncsEachBatch) return;
        Interlocked.Exchange(ref _signal, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }
}
