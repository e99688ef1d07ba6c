using System.Collections.Immutable;
using Pdp.Engine.Sources;
using Pdp.Language.Values;

namespace Pdp.Engine.Reports;

/// <summary>How a decision went through the index, see <see cref="PolicySet.TraceIndex"/>.</summary>
/// <param name="Lists">The lists whose items were looked at, in the order of evaluation. A policy at two places has two.</param>
public sealed record IndexUse(ImmutableArray<ListUse> Lists)
{
    /// <summary>How many items were evaluated or found to be applicable.</summary>
    public int Candidates => Lists.Sum(list => list.Candidates.Length);

    /// <summary>How many items the lists have together.</summary>
    public int Items => Lists.Sum(list => list.Items);
}

/// <summary>How the candidates of one list were found.</summary>
public sealed record ListUse
{
    /// <summary>The path of the policy whose items they are; null: the roots.</summary>
    public required string? Policy { get; init; }

    /// <summary>The version of that policy's document; 0 of the roots.</summary>
    public required int Version { get; init; }

    /// <summary>How many items the list has.</summary>
    public required int Items { get; init; }

    /// <summary>Whether it has an index; without one all items are candidates.</summary>
    public required bool IsIndexed { get; init; }

    /// <summary>
    /// What the index knows to look up, in the order of <see cref="ListReport.Keys"/>; of one index of all lists the whole is told of
    /// that of the roots.
    /// </summary>
    public required ImmutableArray<KeyUse> Keys { get; init; }

    /// <summary>The items that were found, in document order: exactly those that the decision looked at.</summary>
    public required ImmutableArray<CandidateUse> Candidates { get; init; }

    /// <summary>The items that the index left out, in document order; empty unless asked for.</summary>
    public ImmutableArray<LeftOutUse> LeftOut { get; init; } = [];

    /// <summary>How many items the index left out: each of them is provably not applicable.</summary>
    public int LeftOutCount => Items - Candidates.Length;

    /// <summary>How many candidates were known to be applicable, so that their conditions or targets were not evaluated.</summary>
    public int Sure => Candidates.Count(candidate => candidate.IsSure);
}

/// <summary>An item that was found.</summary>
public sealed record CandidateUse
{
    /// <summary>The id of the rule or policy.</summary>
    public required string Id { get; init; }

    /// <summary>Whether it is a policy.</summary>
    public required bool IsPolicy { get; init; }

    /// <summary>Where it stands in the files.</summary>
    public required SourceLocation Location { get; init; }

    /// <summary>Whether a rule is known to be applicable, or a policy's target to be true, so that it was not evaluated.</summary>
    public required bool IsSure { get; init; }

    /// <summary>Whether anything it asks can be looked up. What has no key is a candidate at every request.</summary>
    public required bool HasKey { get; init; }

    /// <summary>What was looked up and led to it; empty without a key, and in lists without an index.</summary>
    public required ImmutableArray<KeyMatch> FoundBy { get; init; }
}

/// <summary>An item that was left out.</summary>
/// <param name="Id">The id of the rule or policy.</param>
/// <param name="IsPolicy">Whether it is a policy.</param>
/// <param name="Reason">Why it is not applicable: <c>`resource.type` is `invoice`, the rule needs `document`</c>.</param>
public sealed record LeftOutUse(string Id, bool IsPolicy, string Reason);

/// <summary>What led to a candidate.</summary>
/// <param name="Attribute">The attribute that was looked up.</param>
/// <param name="Kind">How it fits.</param>
/// <param name="Asked">What the item asks for, as CEL: a constant, <c>&gt;= 18 and &lt; 65</c>; empty where it is not for its value that the attribute fits.</param>
public sealed record KeyMatch(string Attribute, KeyMatchKind Kind, string Asked);

/// <summary>How an attribute fits what an item asks.</summary>
public enum KeyMatchKind
{
    /// <summary>Its value is one that the item names.</summary>
    Value,

    /// <summary>It is a list that has an element, or a map that has a key, that the item names.</summary>
    Element,

    /// <summary>Its value lies in the item's range.</summary>
    Range,

    /// <summary>It begins with the item's prefix.</summary>
    Prefix,

    /// <summary>It is missing, which the item asks for, or which is an error that must be seen.</summary>
    Missing,

    /// <summary>It cannot be read, which is an error that must be seen.</summary>
    Invalid,

    /// <summary>Its type is none that the item's operator takes, which is an error that must be seen.</summary>
    WrongType,

    /// <summary>It is a list or map too large to be looked up element by element, or one with lists in it.</summary>
    NotListed,
}

/// <summary>What an attribute was looked up with.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="State">Whether it had a value.</param>
/// <param name="Value">The value; missing when it had none.</param>
/// <param name="IsKey">Whether any item names that value; of ranges, prefixes and elements of lists it tells nothing.</param>
public sealed record KeyUse(string Attribute, KeyState State, Value Value, bool IsKey)
{
    /// <summary>Whether the elements of a list are looked up, each.</summary>
    public bool IsMultiValued { get; init; }

    /// <summary>Whether it was looked up at this request: where others leave nothing, or little, it is not.</summary>
    public bool IsLookedUp { get; init; }
}

/// <summary>What reading an attribute came to.</summary>
public enum KeyState
{
    /// <summary>It has a value.</summary>
    Value,

    /// <summary>It is missing: those that ask for it are candidates, for they are in error.</summary>
    Missing,

    /// <summary>It cannot be read: a step on the way to it is no map, or the value does not fit the schema.</summary>
    Invalid,
}
