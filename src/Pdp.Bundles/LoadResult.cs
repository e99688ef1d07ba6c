using System.Collections.Immutable;
using Pdp.Engine.Sources;

namespace Pdp.Bundles;

/// <summary>What came of loading.</summary>
/// <param name="Bundle">The bundle; null when there was an error.</param>
/// <param name="Diagnostics">All errors and warnings, by file and position.</param>
public sealed record LoadResult(Bundle? Bundle, ImmutableArray<SourceDiagnostic> Diagnostics)
{
    /// <summary>
    /// Whether the place was reached, and what it has is really from whom it should be. False when it cannot be read, or its
    /// signature is wrong: then nothing is known of whether what is in force is still the newest.
    /// </summary>
    public bool IsGenuine { get; init; } = true;

    /// <summary>
    /// Revisions that are known to come before the bundle's own, whether or not they were ever read: of a commit the latest of its
    /// ancestors, the latest last.
    /// </summary>
    public ImmutableArray<string> Ancestors { get; init; } = [];
}
