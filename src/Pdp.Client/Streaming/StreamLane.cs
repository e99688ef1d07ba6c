namespace Pdp.Client;

/// <summary>
/// A stream that carries the checks of many callers, on a connection of its own. Once it has broken it is of no use any more. One loop
/// writes, one reads, and one timer looks at the deadlines of all; what is asked while something is written is written together.
/// </summary>
/// <remarks>
/// It is a gRPC call made by hand: the library's streams cost a wake-up or more for each message, which is most of what a check takes here.
/// All that is not a plain answer ends the stream, and is found out, and told, by the calls that are made in its place.
/// </remarks>
internal sealed partial class StreamLane : IDisposable
{
    private readonly int _capacity;
    private readonly int _largestAnswer;
    private readonly TimeSpan _patience;
    private readonly StreamTrust _trust;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _ending = new();
    private readonly HttpMessageInvoker _http;
    private readonly Lock _lock = new();

    // INVARIANT: whoever takes a question out of here, under the lock, ends it
    private readonly Dictionary<ulong, LaneQuestion> _open = [];
    private readonly Action _goesOn;
    private List<LaneQuestion> _unsent = [];
    private ulong _lastId;
    private volatile bool _isBroken;

    /// <summary>Opens one.</summary>
    /// <param name="http">A connection of its own, which ends with it.</param>
    /// <param name="address">Where.</param>
    /// <param name="options">How much it holds and takes.</param>
    /// <param name="trust">Gets to know whether it comes through.</param>
    /// <param name="clock">The time.</param>
    public StreamLane(HttpMessageInvoker http, Uri address, PdpClientOptions options, StreamTrust trust, TimeProvider clock)
    {
        _http = http;
        _patience = options.Timeout;
        _trust = trust;
        _capacity = options.MaxConcurrentChecks;
        _largestAnswer = options.MaxResponseBytes;
        _clock = clock;
        _goesOn = GoesOn;
        _deadlines = clock.CreateTimer(static lane => ((StreamLane)lane!).EndOverdue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ = Task.Run(() => CallAsync(address));
    }

    /// <summary>Whether it takes no further checks.</summary>
    public bool IsBroken => _isBroken;

    /// <summary>Asks.</summary>
    /// <param name="request">What.</param>
    /// <param name="time">How long there is for the answer.</param>
    /// <param name="cancellation">Ends when the caller leaves.</param>
    /// <returns>The answer; null when the stream broke before there was one.</returns>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    public ValueTask<Answer?> AskAsync(FrozenRequest request, CallTime time, CancellationToken cancellation)
    {
        var question = new LaneQuestion(request, time.Due(_clock));
        bool isWaiting;
        lock (_lock)
        {
            if (_isBroken) return new((Answer?)null);
            if (_unsent.Count >= _capacity) return new(Answer.Fault(ReasonCode.Throttled, "too many checks wait to be sent"));
            question.Id = ++_lastId;
            _open.Add(question.Id, question);
            _unsent.Add(question);
            Expect(question.Due);
            _waitingSince ??= time.Started;
            isWaiting = TakeWriter();
        }

        if (isWaiting) _wake.Set();
        return question.WaitAsync(cancellation.CanBeCanceled ? cancellation.UnsafeRegister(Leave, (this, question)) : default);
    }

    /// <summary>Takes no further checks, and ends when those under way are answered.</summary>
    public void Complete()
    {
        bool isWaiting;
        lock (_lock)
        {
            _isBroken = true;
            isWaiting = TakeWriter();
        }

        if (isWaiting) _wake.Set();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Break();
        _ending.Cancel();
    }

    private static void Leave(object? state, CancellationToken cancellation)
    {
        var (lane, question) = ((StreamLane, LaneQuestion))state!;
        lock (lane._lock)
        {
            if (!lane._open.Remove(question.Id)) return;
        }

        question.Leave(cancellation);
    }

    // what was not answered is asked again by those who wait
    private void Break()
    {
        Complete();
        LaneQuestion[] left;
        lock (_lock)
        {
            left = [.. _open.Values];
            _open.Clear();
        }

        _deadlines.Dispose();
        foreach (var question in left) question.End(null);
    }
}
