namespace Pdp.Server.Health;

/// <summary>Whether the server wants calls. It goes from starting to serving to stopping, never back.</summary>
internal sealed class Readiness : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ServerPhase _phase = ServerPhase.Starting;

    /// <summary>The present phase, and a task that ends when it is left.</summary>
    public (ServerPhase Phase, Task Changed) Current
    {
        get
        {
            lock (_lock) return (_phase, _changed.Task);
        }
    }

    /// <summary>Is cancelled when the server stops.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Goes on to a phase; one that is behind already is left alone.</summary>
    public void Enter(ServerPhase phase)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            if (phase <= _phase) return;
            _phase = phase;
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
        if (phase == ServerPhase.Stopping) _stopping.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();
}

/// <summary>Where the server stands.</summary>
internal enum ServerPhase
{
    /// <summary>It listens and warms up.</summary>
    Starting,

    /// <summary>It wants calls.</summary>
    Serving,

    /// <summary>It ends the calls under way and wants no others.</summary>
    Stopping,
}
