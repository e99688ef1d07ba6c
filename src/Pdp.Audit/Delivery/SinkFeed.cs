using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Pdp.Audit.Delivery;

/// <summary>
/// What stands between the log's own thread and a sink: a bounded buffer and a thread. The log never waits for it. A sink that fails is
/// tried again until it takes what waits; what there is no room for meanwhile, and what it refuses, is counted.
/// </summary>
internal sealed class SinkFeed : IDisposable
{
    private const string Stopping = "the server stops";

    // a sink that fails and recovers again and again is told of once in a while
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Hanging = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestAsked = TimeSpan.FromSeconds(30);

    private readonly IRecordSink _sink;
    private readonly long _mostBytes;
    private readonly Action<AuditNews, string> _tell;
    private readonly Action _wake;
    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _queue = new();
    private readonly AutoResetEvent _work = new(initialState: false);
    private readonly ManualResetEvent _idle = new(initialState: true);
    private readonly CancellationTokenSource _stop = new();
    private readonly Undelivered _undelivered = new();
    private readonly Thread _thread;
    private long _bytes;
    private long _delivered;
    private long _sendingSince;
    private bool _isClosed;
    private bool _isGivenUp;
    private bool _isTold;
    private long? _toldAt;
    private string? _failure;

    /// <param name="sink">The sink, which the feed disposes of.</param>
    /// <param name="mostBytes">Most bytes that wait.</param>
    /// <param name="tell">Is told what an operator should know.</param>
    /// <param name="wake">Is called when there is something to record.</param>
    public SinkFeed(IRecordSink sink, long mostBytes, Action<AuditNews, string> tell, Action wake)
    {
        (_sink, _mostBytes, _tell, _wake) = (sink, mostBytes, tell, wake);
        _thread = new Thread(Run) { IsBackground = true, Name = $"decision log to {sink.Name}" };
        _thread.Start();
    }

    /// <summary>The sink's name.</summary>
    public string Name => _sink.Name;

    /// <summary>What it did not get.</summary>
    public Undelivered Undelivered => _undelivered;

    /// <summary>How it does.</summary>
    public SinkState State => new(Name, Volatile.Read(ref _failure) ?? Hangs, Volatile.Read(ref _delivered), _undelivered.Total, Volatile.Read(ref _bytes));

    private string? Hangs => Volatile.Read(ref _sendingSince) is > 0 and var since && Environment.TickCount64 - since >= Hanging.TotalMilliseconds
        ? "it has not taken the records that it was given for some seconds"
        : null;

    /// <summary>Takes lines for the sink, or counts them.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="first">The number of the first record.</param>
    /// <param name="last">That of the last one.</param>
    /// <param name="isTelling">Whether all that they tell is what sinks did not get.</param>
    public void Offer(ReadOnlySpan<byte> lines, long first, long last, bool isTelling)
    {
        string why;
        lock (_lock)
        {
            why = _isClosed ? Stopping : "records come faster than it takes them";
            if (!_isClosed && (_bytes == 0 || _bytes + lines.Length <= _mostBytes))
            {
                var bytes = ArrayPool<byte>.Shared.Rent(lines.Length);
                lines.CopyTo(bytes);
                _queue.Enqueue(new Waiting(bytes, lines.Length, first, last, isTelling));
                Volatile.Write(ref _bytes, _bytes + lines.Length);
                _idle.Reset();
                _work.Set();
                return;
            }
        }

        Lose(new RecordBatch(default, first, last), last - first + 1, why, isTelling);
    }

    /// <summary>Waits until the sink has got all, and gives up what it does not take in time: that is counted.</summary>
    /// <param name="patience">How long to wait.</param>
    public void Finish(TimeSpan patience)
    {
        if (_idle.WaitOne(patience)) return;
        List<Waiting> left;
        lock (_lock)
        {
            _isClosed = _isGivenUp = true;
            left = [.. _queue];

            // or they would be given up again at the next end
            _queue.Clear();
            Volatile.Write(ref _bytes, 0);
            _idle.Set();
        }

        // what is being sent may come about or not: who reads the sink sees it by the numbers of the records
        _stop.Cancel();
        foreach (var waiting in left) Lose(waiting.Batch, waiting.Batch.Count, Stopping, waiting.IsTelling);
    }

    public void Dispose()
    {
        lock (_lock) _isClosed = true;
        _stop.Cancel();
        _work.Set();
    }

    private void Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (Next() is { } waiting) Deliver(waiting);
            else _work.WaitOne();
        }

        _sink.Dispose();
    }

    private Waiting? Next()
    {
        lock (_lock) return _queue.TryPeek(out var waiting) ? waiting : null;
    }

    private void Deliver(Waiting waiting)
    {
        var pause = FirstPause;
        SinkRefusal? outcome;
        while ((outcome = Try(waiting, out var asked)) is null)
        {
            // never sooner than by its own pace, whatever the sink asks for
            if (_stop.Token.WaitHandle.WaitOne(asked > pause ? asked.Value : pause)) return;
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        var refused = outcome.Value;
        lock (_lock)
        {
            // it has been counted as not delivered
            if (_isGivenUp) return;
            _queue.Dequeue();
            Volatile.Write(ref _bytes, _bytes - waiting.Length);
            Volatile.Write(ref _delivered, _delivered + waiting.Batch.Count - refused.Count);
            if (_queue.Count == 0) _idle.Set();
        }

        if (refused.Count > 0) Lose(waiting.Batch, refused.Count, refused.Why ?? "it does not take them", waiting.IsTelling);
        else if (Volatile.Read(ref _bytes) <= _mostBytes / 2) Recover();
        ArrayPool<byte>.Shared.Return(waiting.Bytes);
    }

    // null: it is to be tried again
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification =
        "whatever it is: the operator is told that the sink fails, and it is tried again; the thread must not end, nor the process with it")]
    private SinkRefusal? Try(Waiting waiting, out TimeSpan? asked)
    {
        asked = null;
        Volatile.Write(ref _sendingSince, Environment.TickCount64);
        try
        {
            return _sink.Send(waiting.Batch, _stop.Token);
        }
        catch (Exception exception)
        {
            asked = (exception as SinkException)?.RetryAfter is { } after ? (after < LongestAsked ? after : LongestAsked) : null;
            if (!_stop.IsCancellationRequested) Fail(exception.Message.TrimEnd('.'));
            return null;
        }
        finally
        {
            Volatile.Write(ref _sendingSince, 0);
        }
    }

    private void Lose(in RecordBatch batch, long count, string why, bool isTelling)
    {
        _undelivered.Add(batch, count, isTelling);
        Fail(why);
        _wake();
    }

    private void Fail(string why)
    {
        if (Interlocked.Exchange(ref _failure, why) is not null) return;
        var now = Environment.TickCount64;
        lock (_lock)
        {
            if (_toldAt is { } last && now - last < Silence.TotalMilliseconds) return;
            _toldAt = now;
            _isTold = true;
        }

        _tell(AuditNews.SinkFailed, $"`{Name}`: {why}");
    }

    private void Recover()
    {
        if (Interlocked.Exchange(ref _failure, null) is null) return;
        lock (_lock)
        {
            if (!_isTold) return;
            _isTold = false;
        }

        _tell(AuditNews.SinkRecovered, string.Create(CultureInfo.InvariantCulture, $"`{Name}` gets the records of the decision log again; {_undelivered.Total} of them since the start it did not get"));
    }

    private sealed record Waiting(byte[] Bytes, int Length, long First, long Last, bool IsTelling)
    {
        public RecordBatch Batch => new(Bytes.AsMemory(0, Length), First, Last);
    }
}
