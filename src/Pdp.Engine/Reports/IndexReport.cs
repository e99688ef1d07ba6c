using System.Collections.Immutable;

namespace Pdp.Engine.Reports;

/// <summary>What the rule index of a policy set is made of, see <see cref="PolicySet.DescribeIndex"/>.</summary>
/// <param name="Lists">The list of the roots, and that of each policy's items, in the order in which a decision meets them.</param>
public sealed record IndexReport(ImmutableArray<ListReport> Lists)
{
    /// <summary>Rules and policies in all lists.</summary>
    public int Items => Lists.Sum(list => list.Items);

    /// <summary>
    /// Those of them that are evaluated whenever their list is: nothing that they ask can be looked up. Those of lists that
    /// are too short to be indexed are not counted.
    /// </summary>
    public int ItemsWithoutKey => Lists.Sum(list => list.WithoutKey.Length);

    /// <summary>About how many bytes the index takes.</summary>
    public long Bytes => Lists.Sum(list => list.Bytes);
}

/// <summary>The index of one list of items.</summary>
public sealed record ListReport
{
    /// <summary>The path of the policy whose items they are; null: the roots.</summary>
    public required string? Policy { get; init; }

    /// <summary>How many items the list has.</summary>
    public required int Items { get; init; }

    /// <summary>
    /// Whether there is an index, its own or, in small sets, one of all lists. Without one all items are evaluated: because they
    /// are few, or because none of them has a key.
    /// </summary>
    public required bool IsIndexed { get; init; }

    /// <summary>
    /// What the items ask for, the attributes that most of them do first; of one index of all lists the whole is told of that of the
    /// roots.
    /// </summary>
    public required ImmutableArray<KeyReport> Keys { get; init; }

    /// <summary>The ids of the items of an indexed list that are candidates whenever the list is gone through, in document order.</summary>
    public required ImmutableArray<string> WithoutKey { get; init; }

    /// <summary>How many groups of items stand behind keys and are told apart by further ones.</summary>
    public required int Groups { get; init; }

    /// <summary>About how many bytes the index takes; one of all lists counts for that of the roots.</summary>
    public required long Bytes { get; init; }
}

/// <summary>An attribute by which items are found.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="IsMultiValued">Whether the elements of a list are looked up, each.</param>
/// <param name="Items">How many items ask for something of it.</param>
/// <param name="Values">How many values they name.</param>
/// <param name="Ranges">How many of them ask for a range.</param>
/// <param name="Prefixes">How many of them ask for a prefix.</param>
/// <param name="IsUsed">Whether it is looked up: where others tell the items apart, it need not be.</param>
public sealed record KeyReport(string Attribute, bool IsMultiValued, int Items, int Values, int Ranges, int Prefixes, bool IsUsed);
