using System.Collections.Immutable;

namespace Pdp.Bundles.Loading;

/// <summary>What a loading keeps for the next one besides the files themselves.</summary>
/// <param name="Options">The bounds that it had.</param>
/// <param name="PlainRoot">The folder's path without links, when there are none in it; else null.</param>
/// <param name="Findings">What was found, at its place.</param>
internal sealed record KeptReading(LoadOptions Options, string? PlainRoot, ImmutableArray<PlacedFinding> Findings);
