using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Pdp.Audit.Buffering;
using Pdp.Audit.Delivery;
using Pdp.Audit.Files;
using Pdp.Audit.Records;

namespace Pdp.Audit;

/// <summary>Opens logs.</summary>
public static class AuditLog
{
    /// <summary>Opens a log, and begins to write to it.</summary>
    /// <typeparam name="T">What records are made of.</typeparam>
    /// <param name="options">How it is kept.</param>
    /// <param name="clock">The time.</param>
    /// <param name="tell">Is told what an operator should know, in any thread.</param>
    /// <exception cref="AuditException">The folder cannot be used.</exception>
    public static AuditLog<T> Open<T>(AuditOptions options, TimeProvider clock, Action<AuditNews, string> tell)
        where T : class, IAuditEntry, new()
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(tell);
        return AuditLog<T>.Open(options, clock, new FileOpener(), tell);
    }
}

/// <summary>
/// A log of decisions. Threads that decide fill entries of a bounded ring and never wait; one thread of the log's own makes lines of
/// them, chains them, and appends them to files. What does not fit is counted, and a record tells the count: what was given to the log
/// is what its records are and what they tell to be left out, together.
/// </summary>
/// <typeparam name="T">What records are made of.</typeparam>
public sealed partial class AuditLog<T> : IAsyncDisposable
    where T : class, IAuditEntry, new()
{
    private readonly AuditOptions _options;
    private readonly TimeProvider _clock;
    private readonly Action<AuditNews, string> _tell;
    private readonly EntryRing<T> _ring;
    private readonly LeftOut _dropped = new();
    private readonly LeftOut _unsampled = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly AutoResetEvent _hurry = new(initialState: false);
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _hurryMask;
    private readonly SinkFeed[] _feeds;
    private TaskCompletionSource _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isAsleep;
    private bool _isStopping;
    private long _durable;
    private long _recorded;
    private LogFailure? _failure;

    private AuditLog(AuditOptions options, TimeProvider clock, IFileOpener opener, Action<AuditNews, string> tell)
    {
        (_options, _clock, _tell) = (options, clock, tell);
        _ring = new EntryRing<T>(options.Capacity, options.MostWaitingBytes);
        _pace = options.Pace;
        _hurryMask = Math.Max(1, _ring.Capacity / 4) - 1;
        _folder = LogFolder.Open(options, clock, opener, _lines);
        _timer = clock.CreateTimer(static state => ((AutoResetEvent)state!).Set(), _wake, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _watch = clock.CreateTimer(static state => ((AuditLog<T>)state!).Watch(), this, options.HangsAfter / 4, options.HangsAfter / 4);
        _checkpointed = clock.GetUtcNow();
        _feeds = [.. options.Sinks.Select(sink => new SinkFeed(sink, options.SinkBytes, tell, Wake))];
        if (_folder.IsTakenBack) tell(AuditNews.TakenBack, $"the group of `{options.Folder}` could write to it: it is its user's alone from now on");
        foreach (var stray in _folder.Strays) tell(AuditNews.Stray, $"`{stray}` is not read as a file of the decision log: its name has no number of one; take it away, or look what is in it");
        if (_folder.Torn > 0) tell(AuditNews.Torn, string.Create(CultureInfo.InvariantCulture, $"`{_folder.Path}` ended within a line, as a writer that was killed leaves it: {_folder.Torn} bytes were cut off"));
        if (_folder.Damaged is { } damaged) tell(AuditNews.Damaged, $"the end of `{damaged}` is damaged: the chain of records begins anew behind it");
        _thread = new Thread(Run) { IsBackground = true, Name = "decision log" };
    }

    /// <summary>How many records are in the files, those of the log itself not counted.</summary>
    public long Recorded => Volatile.Read(ref _recorded);

    /// <summary>How many there was no room for.</summary>
    public long Dropped => _dropped.Total;

    /// <summary>How many are left out because only a share is wanted.</summary>
    public long Unsampled => _unsampled.Total;

    /// <summary>About how many wait to be written.</summary>
    public long Waiting => _ring.Count;

    /// <summary>How the sinks do.</summary>
    public IEnumerable<SinkState> Sinks => _feeds.Select(static feed => feed.State);

    /// <summary>Why the log cannot be written at the moment, for operators: it may name files; null: it can.</summary>
    public string? Failure => Volatile.Read(ref _failure)?.Why;

    /// <summary>The same as anybody may be told it.</summary>
    public string? Reason => Volatile.Read(ref _failure)?.Reason;

    internal static AuditLog<T> Open(AuditOptions options, TimeProvider clock, IFileOpener opener, Action<AuditNews, string> tell)
    {
        var log = new AuditLog<T>(options, clock, opener, tell);
        log._thread.Start();
        return log;
    }

    /// <summary>Takes an entry to fill. It has to be published, whatever happens. Where there is no room, that is counted.</summary>
    /// <param name="bytes">How many bytes of others the entry is going to hold.</param>
    /// <param name="isPermit">Whether it is going to tell of a PERMIT.</param>
    /// <param name="time">Its time.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="ticket">What <see cref="Publish"/> and <see cref="WaitAsync"/> want.</param>
    /// <returns>False: there is no room, and a record is going to say so.</returns>
    public bool TryClaim(int bytes, bool isPermit, DateTimeOffset time, [NotNullWhen(true)] out T? entry, out long ticket)
    {
        if (_ring.TryClaim(bytes, out entry, out ticket)) return true;
        if (_dropped.Add(isPermit, time)) Wake();
        return false;
    }

    /// <summary>Hands on an entry that was claimed and filled.</summary>
    public void Publish(long ticket)
    {
        _ring.Publish(ticket);

        // else the writer might go to sleep between, and nobody would wake it
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _isAsleep) != 0) Wake();
        else if ((ticket & _hurryMask) == 0) _hurry.Set();
    }

    /// <summary>Counts a PERMIT that is not recorded because only a share of them is wanted.</summary>
    public void LeaveOut(DateTimeOffset time)
    {
        if (_unsampled.Add(isPermit: true, time)) Wake();
    }

    /// <summary>Waits until the record of a ticket is on the disk, for a log that syncs each batch.</summary>
    /// <returns>Null when it is; else why it is not, as anybody may be told it, at the latest after <see cref="AuditOptions.LongestWait"/>.</returns>
    public ValueTask<string?> WaitAsync(long ticket) =>
        Volatile.Read(ref _durable) >= ticket ? new(result: null)
        : Reason is { } reason ? new(reason)
        : WaitSlowlyAsync(ticket);

    /// <summary>Notes that the caller of a recorded PERMIT did not get it.</summary>
    /// <param name="id">The decision's id.</param>
    public void Withhold(string id)
    {
        _withheld.Enqueue(id);
        Wake();
    }

    /// <summary>Writes all that waits, and closes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!Volatile.Read(ref _isStopping))
        {
            Volatile.Write(ref _isStopping, true);
            _wake.Set();
            _hurry.Set();
        }

        await _ended.Task;
    }

    private async ValueTask<string?> WaitSlowlyAsync(long ticket)
    {
        var start = _clock.GetTimestamp();
        while (true)
        {
            var signal = Volatile.Read(ref _signal);
            if (Volatile.Read(ref _durable) >= ticket) return null;
            if (Reason is { } reason) return reason;
            var left = _options.LongestWait - _clock.GetElapsedTime(start);
            try
            {
                await signal.Task.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _clock);
            }
            catch (TimeoutException)
            {
                if (Volatile.Read(ref _durable) >= ticket) return null;

                // whoever comes now need not wait for a disk that hangs; what the writer gets done ends it
                var hangs = string.Create(CultureInfo.InvariantCulture, $"the disk did not take its records within {_options.LongestWait.TotalMilliseconds:0} ms");
                if (Interlocked.CompareExchange(ref _failure, new LogFailure(hangs), null) is null) _tell(AuditNews.Failed, hangs);
                return hangs;
            }
        }
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _isAsleep, 0) != 0) _wake.Set();
    }
}
