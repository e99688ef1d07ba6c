using System.Collections.Immutable;
using Pdp.Engine.Sources;

namespace Pdp.Engine;

/// <summary>What came of compiling.</summary>
/// <param name="Set">The policy set; null when there was an error.</param>
/// <param name="Diagnostics">Everything found, by file and position.</param>
public sealed record PolicySetResult(PolicySet? Set, ImmutableArray<SourceDiagnostic> Diagnostics);
