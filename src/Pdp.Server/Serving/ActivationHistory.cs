using System.Collections.Immutable;
using Pdp.Bundles.Changes;

namespace Pdp.Server.Serving;

/// <summary>What changed with the latest activations: immutable. It holds no policies, only which documents differ.</summary>
internal sealed class ActivationHistory
{
    /// <summary>The most activations that are known.</summary>
    public const int Most = 64;

    private readonly ImmutableArray<Activation> _activations;

    private ActivationHistory(ImmutableArray<Activation> activations) => _activations = activations;

    /// <summary>The history when something is served from the start.</summary>
    /// <param name="first">It; null: nothing is.</param>
    public static ActivationHistory Of(ServedBundle? first)
    {
        var none = new ActivationHistory([]);
        return first is null ? none : none.With(before: null, first);
    }

    /// <summary>
    /// The history with one more activation. What has changed is found out beside it: neither the activation nor a call waits for it,
    /// and what was served before is let go as soon as it is found.
    /// </summary>
    /// <param name="before">What was served before; null: nothing was.</param>
    /// <param name="after">What is served now.</param>
    public ActivationHistory With(ServedBundle? before, ServedBundle after)
    {
        var changes = before is null ? Task.FromResult(BundleChanges.Unknown) : Compare(before, after);
        var kept = _activations.Length < Most ? _activations : _activations[1..];
        return new ActivationHistory([.. kept, new Activation(after.Epoch, changes)]);
    }

    /// <summary>What has changed since an activation until the latest.</summary>
    /// <param name="epoch">Its number.</param>
    /// <returns>What has; unknown when the activation is not known, or not any more.</returns>
    public async ValueTask<BundleChanges> SinceAsync(long epoch)
    {
        var at = _activations.Length - 1;
        while (at >= 0 && _activations[at].Epoch != epoch) at--;
        if (at < 0) return BundleChanges.Unknown;
        var all = BundleChanges.None;
        for (var i = at + 1; i < _activations.Length && !all.IsUnknown; i++) all = all.Then(await _activations[i].Changes);
        return all;
    }

    // apart, so that nothing but the task refers to the two
    private static Task<BundleChanges> Compare(ServedBundle before, ServedBundle after) =>
        Task.Run(() => BundleChanges.Between(before.Bundle, after.Bundle));

    private sealed record Activation(long Epoch, Task<BundleChanges> Changes);
}
