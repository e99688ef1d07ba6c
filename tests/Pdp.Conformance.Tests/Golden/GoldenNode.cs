using System.Collections.Immutable;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.Golden;

/// <summary>
/// A node of the tree that cel-go builds, to which ours is projected for comparison: there are no operators but calls,
/// and macros are comprehensions.
/// </summary>
internal abstract record GoldenNode
{
    /// <summary>The node's type, in a checked tree.</summary>
    public CelType? Type { get; init; }

    /// <summary>What a name or call refers to, in a checked tree: the name declared, or ids of overloads.</summary>
    public string? Reference { get; init; }
}

internal sealed record GoldenConstant(Value Value) : GoldenNode;

internal sealed record GoldenIdent(string Name) : GoldenNode;

internal sealed record GoldenSelect(GoldenNode Operand, string Field, bool IsTest) : GoldenNode;

internal sealed record GoldenCall(string Function, GoldenNode? Target, ImmutableArray<GoldenNode> Arguments) : GoldenNode;

internal sealed record GoldenList(ImmutableArray<GoldenNode> Elements) : GoldenNode;

internal sealed record GoldenEntry(string? Field, GoldenNode? Key, GoldenNode Value);

internal sealed record GoldenStruct(string Name, ImmutableArray<GoldenEntry> Entries) : GoldenNode;

internal sealed record GoldenComprehension(
    string Variable, GoldenNode Range, string Accumulator, GoldenNode Initial, GoldenNode Condition, GoldenNode Step, GoldenNode Result) : GoldenNode;
