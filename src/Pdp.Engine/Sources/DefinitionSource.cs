using Pdp.Language.Values;

namespace Pdp.Engine.Sources;

/// <summary>
/// A constant or a named condition shared by policies, read as <c>definitions.name</c>: exactly one of
/// <paramref name="Constant"/> (not missing) and <paramref name="Expression"/> is there.
/// </summary>
public sealed record DefinitionSource(
    string Name, Value Constant, ExpressionSource? Expression, SourceLocation Location);
