using System.Threading.Tasks.Sources;

namespace Pdp.Client;

/// <summary>
/// A question on a stream, and the caller that waits for its answer. Whoever takes it out of what is open, and nobody else, ends it. It is
/// used once: one that was used again could give its answer to another caller.
/// </summary>
internal sealed class LaneQuestion(FrozenRequest request, long due) : IValueTaskSource<Answer?>
{
    // a caller may do whatever it likes with its answer, for as long as it likes: not on the thread that reads for all
    private ManualResetValueTaskSourceCore<Answer?> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _leaving;
    private Action? _goesOn;
    private volatile bool _isOver;

    /// <summary>Names it on its stream.</summary>
    public ulong Id { get; set; }

    public FrozenRequest Request => request;

    /// <summary>When its time is over: a time stamp of the clock's.</summary>
    public long Due => due;

    /// <summary>Whether nobody waits any more, so that it need not be sent.</summary>
    public bool IsOver => _isOver;

    /// <summary>Its answer, whenever it comes.</summary>
    /// <param name="leaving">What its caller leaves by; ended with it.</param>
    public ValueTask<Answer?> WaitAsync(CancellationTokenRegistration leaving)
    {
        _leaving = leaving;
        return new ValueTask<Answer?>(this, _core.Version);
    }

    /// <summary>Ends it.</summary>
    /// <param name="answer">The answer; null when the stream broke before there was one.</param>
    /// <param name="goesOn">Told when the caller does; null: nobody is.</param>
    public void End(Answer? answer, Action? goesOn = null)
    {
        _isOver = true;
        _goesOn = goesOn;
        _core.SetResult(answer);
    }

    /// <summary>Ends it, since its caller has left.</summary>
    public void Leave(CancellationToken cancellation)
    {
        _isOver = true;
        _core.SetException(new OperationCanceledException(cancellation));
    }

    Answer? IValueTaskSource<Answer?>.GetResult(short token)
    {
        _leaving.Unregister();
        _goesOn?.Invoke();
        return _core.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<Answer?>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<Answer?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
