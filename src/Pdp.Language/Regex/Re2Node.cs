using System.Collections.Immutable;

namespace Pdp.Language.Regex;

/// <summary>A node of a parsed pattern. Flags are resolved: literals and classes are sets already folded.</summary>
internal abstract record Re2Node;

/// <summary>One code point out of a set. A literal is a set of one.</summary>
internal sealed record SetNode(RuneSet Set) : Re2Node
{
    /// <summary>The only member, or −1.</summary>
    public int Single => Set.Ranges is [var (first, last)] && first == last ? first : -1;
}

/// <summary>The places that a pattern can ask for.</summary>
internal enum Place
{
    /// <summary><c>\A</c>, or <c>^</c> without the flag <c>m</c>.</summary>
    TextStart,

    /// <summary><c>\z</c>, or <c>$</c> without the flag <c>m</c>.</summary>
    TextEnd,

    /// <summary><c>^</c> with the flag <c>m</c>.</summary>
    LineStart,

    /// <summary><c>$</c> with the flag <c>m</c>.</summary>
    LineEnd,

    /// <summary><c>\b</c>, between an ASCII word character and something else.</summary>
    WordBoundary,

    /// <summary><c>\B</c>.</summary>
    NoWordBoundary,
}

/// <summary>Matches nothing, at a place.</summary>
internal sealed record PlaceNode(Place Place) : Re2Node;

/// <summary>One after the other; empty matches everywhere.</summary>
internal sealed record SequenceNode(ImmutableArray<Re2Node> Parts) : Re2Node;

/// <summary>The first that matches.</summary>
internal sealed record ChoiceNode(ImmutableArray<Re2Node> Options) : Re2Node;

/// <summary>A group whose match is remembered; numbered from 1 by its opening bracket.</summary>
internal sealed record GroupNode(int Number, Re2Node Body) : Re2Node;

/// <summary>A repetition; <paramref name="Max"/> is −1 when there is no bound.</summary>
internal sealed record RepeatNode(Re2Node Body, int Min, int Max, bool Greedy) : Re2Node;
