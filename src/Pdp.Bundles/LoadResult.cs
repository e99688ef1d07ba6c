using System.Collections.Immutable;
using Pdp.Engine.Sources;

namespace Pdp.Bundles;

/// <summary>What came of loading.</summary>
/// <param name="Bundle">The bundle; null when there was an error.</param>
/// <param name="Diagnostics">All errors and warnings, by file and position.</param>
public sealed record LoadResult(Bundle? Bundle, ImmutableArray<SourceDiagnostic> Diagnostics);
