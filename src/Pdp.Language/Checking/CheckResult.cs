using System.Collections.Immutable;
using Pdp.Language.Diagnostics;

namespace Pdp.Language.Checking;

/// <summary>What came of checking a tree.</summary>
/// <param name="Expression">The checked expression; null when there was an error.</param>
/// <param name="Diagnostics">Everything found, by position.</param>
public sealed record CheckResult(CheckedExpression? Expression, ImmutableArray<Diagnostic> Diagnostics);
