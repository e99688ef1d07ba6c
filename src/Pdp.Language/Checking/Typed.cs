using System.Collections.Immutable;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.Checking;

/// <summary>What the checker found of a sub-expression.</summary>
/// <param name="Node">The node with its names resolved.</param>
/// <param name="Type">Its type, not yet free of variables.</param>
internal readonly record struct Typed(Expr Node, CelType Type)
{
    /// <summary>The value it always has in this environment; missing when that is not known.</summary>
    public Value Known { get; init; }

    /// <summary>The only strings that it, or its elements when it is a list, may be; empty when any will do.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    public bool IsKnownFalse => Known is { IsBool: true, AsBool: false };

    public bool IsKnownTrue => Known is { IsBool: true, AsBool: true };
}
