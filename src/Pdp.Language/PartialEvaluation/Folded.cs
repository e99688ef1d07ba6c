using System.Collections.Immutable;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Language.PartialEvaluation;

/// <summary>What became of a sub-expression.</summary>
/// <param name="Node">
/// What has its value: always an error where it is one, and the same value otherwise. Known values in it are
/// <see cref="ValueExpr"/>.
/// </param>
internal sealed record Folded(Expr Node)
{
    /// <summary>The value, or the error, that it always has; missing when what is unknown decides.</summary>
    public Value Known { get; init; }

    /// <summary>For an error: the smallest part that is one, whatever the rest is; null when that is the whole.</summary>
    public Folded? Cause { get; init; }

    /// <summary>Whether <see cref="Node"/> reads something unknown, or may not be evaluated here for another reason.</summary>
    public bool IsOpen { get; init; }

    /// <summary>
    /// The level of the outermost macro around it whose variable it reads without knowing it;
    /// <see cref="int.MaxValue"/> when there is none.
    /// </summary>
    public int Level { get; init; } = int.MaxValue;

    /// <summary>The operands when <see cref="Node"/> is a chain of <c>&amp;&amp;</c> or <c>||</c>; else empty.</summary>
    public ImmutableArray<Folded> Operands { get; init; } = [];

    /// <summary>What <see cref="Node"/> negates, when it is a negation.</summary>
    public Folded? Negated { get; init; }

    /// <summary>What is known of a value of which something is known.</summary>
    public Knowledge? Shape { get; init; }

    public bool IsError => Known.IsError;

    public bool IsValue => !Known.IsMissing && !Known.IsError;

    /// <summary>Whether nothing but known values is in it.</summary>
    public bool IsClosed => !IsOpen && Level == int.MaxValue;
}
