using Pdp.Server.Reloading;

namespace Pdp.Server.Serving;

/// <summary>
/// Holds the bundle that is served. A call reads it once and keeps to it, so that no answer mixes two revisions. One writer at a
/// time changes it.
/// </summary>
/// <param name="first">The first bundle; null: it is not known yet, and nothing is served.</param>
internal sealed class BundleHolder(ServedBundle? first = null)
{
    private readonly Lock _lock = new();
    private ServedBundle? _current = first;
    private ServingState _state = new(first, Refusal: null, NewSignal());

    /// <summary>The bundle that is served now; there is one before the server listens.</summary>
    public ServedBundle Current => Volatile.Read(ref _current) ?? throw new InvalidOperationException("no bundle is served yet");

    /// <summary>What is served, why nothing newer is, and a task that ends when either changes.</summary>
    public ServingState State => Volatile.Read(ref _state);

    /// <summary>Serves a bundle.</summary>
    public void Activate(ServedBundle bundle)
    {
        Volatile.Write(ref _current, bundle);
        Replace(_ => new ServingState(bundle, Refusal: null, NewSignal()));
    }

    /// <summary>Goes on serving what is served, and notes why nothing newer is; null: nothing newer is known.</summary>
    public void Refuse(Refusal? refusal)
    {
        if (refusal is null && State.Refusal is null) return;
        Replace(state => state with { Refusal = refusal, Signal = NewSignal() });
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Replace(Func<ServingState, ServingState> change)
    {
        ServingState before;
        lock (_lock)
        {
            before = _state;
            Volatile.Write(ref _state, change(before));
        }

        before.Signal.SetResult();
    }
}

/// <summary>What is served, and how it stands with what would be newer.</summary>
/// <param name="Bundle">What is served; null before there is any.</param>
/// <param name="Refusal">Why what was read last is not served; null when it is.</param>
/// <param name="Signal">Is completed when this state ends.</param>
internal sealed record ServingState(ServedBundle? Bundle, Refusal? Refusal, TaskCompletionSource Signal)
{
    /// <summary>Ends when another state begins.</summary>
    public Task Changed => Signal.Task;
}
