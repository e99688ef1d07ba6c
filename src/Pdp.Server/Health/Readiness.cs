using Pdp.Server.Reloading;

namespace Pdp.Server.Health;

/// <summary>
/// Whether the server wants calls. It goes from starting to serving to stopping, never back; while it serves, its policies may be
/// stale, or its identity withdrawn, and it wants none until they are not any more.
/// </summary>
internal sealed class Readiness : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private ReadinessState _state = new(ServerPhase.Starting, Staleness: null, NoIdentity: null, NewSignal());

    /// <summary>How it stands.</summary>
    public ReadinessState Current => Volatile.Read(ref _state);

    /// <summary>Is cancelled when the server stops.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Goes on to a phase; one that is behind already is left alone.</summary>
    public void Enter(ServerPhase phase)
    {
        if (Replace(state => phase <= state.Phase ? state : state with { Phase = phase }) && phase == ServerPhase.Stopping) _stopping.Cancel();
    }

    /// <summary>Notes why the policies must not be relied upon; null: they may be.</summary>
    public void Doubt(Staleness? staleness) =>
        Replace(state => Equals(staleness, state.Staleness) ? state : state with { Staleness = staleness });

    /// <summary>Notes why the server has no identity to show to callers; null: it has one.</summary>
    public void NoteIdentity(string? why) =>
        Replace(state => string.Equals(why, state.NoIdentity, StringComparison.Ordinal) ? state : state with { NoIdentity = why });

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool Replace(Func<ReadinessState, ReadinessState> change)
    {
        ReadinessState before;
        lock (_lock)
        {
            before = _state;
            var after = change(before);
            if (ReferenceEquals(after, before)) return false;
            Volatile.Write(ref _state, after with { Signal = NewSignal() });
        }

        before.Signal.SetResult();
        return true;
    }
}

/// <summary>How a server stands.</summary>
/// <param name="Phase">Where it stands.</param>
/// <param name="Staleness">Why its policies must not be relied upon; null when they may be.</param>
/// <param name="NoIdentity">Why it has no identity to show to callers; null when it has one, or needs none.</param>
/// <param name="Signal">Is completed when this state ends.</param>
internal sealed record ReadinessState(ServerPhase Phase, Staleness? Staleness, string? NoIdentity, TaskCompletionSource Signal)
{
    /// <summary>Whether it wants calls.</summary>
    public bool WantsCalls => Phase == ServerPhase.Serving && Staleness is null && NoIdentity is null;

    /// <summary>Ends when another state begins.</summary>
    public Task Changed => Signal.Task;
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
