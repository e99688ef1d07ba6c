using System.Collections.Immutable;
using Pdp.Bundles;
using Pdp.Bundles.Activation;

namespace Pdp.Server.Reloading;

/// <summary>The policies that a server starts with.</summary>
/// <param name="Bundle">The policies.</param>
/// <param name="Marks">What has been in force, with them.</param>
/// <param name="Refusal">Why they are not those of the source but what was kept of an earlier run; null: they are the source's.</param>
/// <param name="ReachedAt">When the source was reached last; null: that is not known.</param>
internal sealed record FirstPolicies(Bundle Bundle, VersionMarks Marks, Refusal? Refusal, DateTimeOffset? ReachedAt)
{
    /// <summary>Whether a start without the source would have them, where policies are kept at all.</summary>
    public bool IsKept { get; init; } = true;

    /// <summary>The revisions that have been in force in this run and earlier ones, or come before one that has: the latest, its own, last.</summary>
    public ImmutableArray<string> Served { get; init; } = [];

    /// <summary>What a source has, when nothing is known of the time before.</summary>
    public static FirstPolicies Of(Bundle bundle, DateTimeOffset reachedAt) => new(bundle, VersionMarks.None.With(bundle), Refusal: null, reachedAt);
}
