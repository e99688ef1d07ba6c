using System.Collections.Immutable;
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

    /// <summary>How many items the list has.</summary>
    public required int Items { get; init; }

    /// <summary>Whether it has an index; without one all items are candidates.</summary>
    public required bool IsIndexed { get; init; }

    /// <summary>What was looked up, in the order of <see cref="ListReport.Keys"/>.</summary>
    public required ImmutableArray<KeyUse> Keys { get; init; }

    /// <summary>The items that were found, by their ids in document order.</summary>
    public required ImmutableArray<string> Candidates { get; init; }

    /// <summary>How many of them were known to be applicable, so that their conditions were not evaluated.</summary>
    public required int Sure { get; init; }
}

/// <summary>What an attribute was looked up with.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="State">Whether it had a value.</param>
/// <param name="Value">The value; missing when it had none.</param>
/// <param name="IsKey">Whether any item names that value; of ranges, prefixes and elements of lists it tells nothing.</param>
public sealed record KeyUse(string Attribute, KeyState State, Value Value, bool IsKey);

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
