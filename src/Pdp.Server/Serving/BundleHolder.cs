using System.Collections.Immutable;
using Pdp.Server.Reloading;

namespace Pdp.Server.Serving;

/// <summary>
/// Holds the bundle that is served. A call reads it once and keeps to it, so that no answer mixes two revisions. One writer at a
/// time changes it.
/// </summary>
/// <param name="first">The first bundle; null: it is not known yet, and nothing is served.</param>
/// <param name="refusesWhenStale">Whether every answer is indeterminate while the policies are stale.</param>
internal sealed class BundleHolder(ServedBundle? first = null, bool refusesWhenStale = false)
{
    private readonly Lock _lock = new();
    private readonly ServedHistory _history = new(first?.Bundle.Revision);
    private ServedBundle? _current = first;
    private ServingState _state = new(first, Refusal: null, Staleness: null, ActivationHistory.Of(first), NewSignal());

    /// <summary>What calls are answered by; there is one before the server listens.</summary>
    public ServedBundle Current => Volatile.Read(ref _current) ?? throw new InvalidOperationException("no bundle is served yet");

    /// <summary>What is in force, why nothing newer is, and a task that ends when either changes.</summary>
    public ServingState State => Volatile.Read(ref _state);

    /// <summary>Whether every answer is indeterminate while the policies are stale.</summary>
    public bool RefusesWhenStale => refusesWhenStale;

    /// <summary>The revisions that are in force, or have been before, or come before those: the latest last.</summary>
    public ImmutableArray<string> Served => _history.All;

    /// <summary>Puts a bundle in force.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="lineage">How it stands to what was before.</param>
    public void Activate(ServedBundle bundle, Lineage lineage = default)
    {
        // no demand is fulfilled by what is not in force yet, nor by what is not any more
        _history.GoBackTo(bundle.Bundle.Revision, lineage);
        Replace(
            state => state with { Bundle = bundle, Refusal = null, IsKept = false, History = state.History.With(state.Bundle, bundle) },
            () => _history.Add(bundle.Bundle.Revision, lineage));
    }

    /// <summary>What is in force, if a revision is, or has been before it; else null. Whoever demands the revision is answered by that and nothing else.</summary>
    public ServedBundle? Having(string revision)
    {
        while (true)
        {
            var current = Volatile.Read(ref _current);
            if (current is null || string.Equals(current.Bundle.Revision, revision, StringComparison.Ordinal)) return current;
            var isKnown = _history.Contains(revision);
            // the history is that of what is in force, unless that has changed meanwhile
            if (ReferenceEquals(current, Volatile.Read(ref _current))) return isKnown ? current : null;
        }
    }

    /// <summary>Goes on serving what is served, and notes why nothing newer is; null: nothing newer is known.</summary>
    public void Refuse(Refusal? refusal)
    {
        if (refusal is null && State is { Refusal: null, IsKept: false }) return;
        Replace(state => state with { Refusal = refusal, IsKept = state.IsKept && refusal is not null });
    }

    /// <summary>Notes that what is in force was kept of an earlier run, and why it is not what the source has.</summary>
    public void ServeKept(Refusal refusal) => Replace(state => state with { Refusal = refusal, IsKept = true });

    /// <summary>Notes why what is in force must not be relied upon; null: it may be.</summary>
    public void Doubt(Staleness? staleness)
    {
        if (Equals(staleness, State.Staleness)) return;
        Replace(state => state with { Staleness = staleness });
    }

    /// <summary>Tells watchers that something beside the policies has changed.</summary>
    public void Signal() => Replace(static state => state);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Replace(Func<ServingState, ServingState> change, Action? activated = null)
    {
        ServingState before;
        lock (_lock)
        {
            before = _state;
            var after = change(before) with { Signal = NewSignal() };
            Volatile.Write(ref _current, refusesWhenStale && after.Staleness is { } staleness ? after.Bundle?.Refusing(staleness.Message) : after.Bundle);
            activated?.Invoke();
            Volatile.Write(ref _state, after);
        }

        before.Signal.SetResult();
    }
}

/// <summary>What is in force, and how it stands with what would be newer.</summary>
/// <param name="Bundle">What is in force; null before there is any.</param>
/// <param name="Refusal">Why what was read last is not in force; null when it is.</param>
/// <param name="Staleness">Why what is in force must not be relied upon; null when it may be.</param>
/// <param name="History">What changed with the latest activations.</param>
/// <param name="Signal">Is completed when this state ends.</param>
internal sealed record ServingState(
    ServedBundle? Bundle, Refusal? Refusal, Staleness? Staleness, ActivationHistory History, TaskCompletionSource Signal)
{
    /// <summary>Whether what is in force was kept of an earlier run, and nothing of the source could be put in force since.</summary>
    public bool IsKept { get; init; }

    /// <summary>Ends when another state begins.</summary>
    public Task Changed => Signal.Task;
}
