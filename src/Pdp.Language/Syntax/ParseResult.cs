using System.Collections.Immutable;
using Pdp.Language.Diagnostics;

namespace Pdp.Language.Syntax;

/// <summary>What came of parsing a text.</summary>
/// <param name="Text">The text.</param>
/// <param name="Root">The tree; null when there was an error.</param>
/// <param name="Diagnostics">Everything found, by position.</param>
public sealed record ParseResult(string Text, Expr? Root, ImmutableArray<Diagnostic> Diagnostics);
