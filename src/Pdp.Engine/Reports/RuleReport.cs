using System.Collections.Immutable;
using Pdp.Engine.Sources;
using Pdp.Language.Guards;

namespace Pdp.Engine.Reports;

/// <summary>What the rules of a policy set are, and how well they can be looked up; see <see cref="PolicySet.DescribeRules"/>.</summary>
public sealed record RuleReport
{
    /// <summary>The list of root policies first, then every policy that is evaluated, once however many places it has.</summary>
    public required ImmutableArray<PolicyRules> Lists { get; init; }

    /// <summary>Whether there is one index over all lists, as in small sets; it is told of at the list of root policies.</summary>
    public required bool HasOneIndex { get; init; }

    /// <summary>How many rules and policies whole decisions look at.</summary>
    public required Selectivity Selectivity { get; init; }

    /// <summary>Rules of all policies.</summary>
    public int Rules => Lists.Sum(list => list.Rules);

    /// <summary>How many of them have a key.</summary>
    public int RulesWithKey => Lists.Sum(list => list.Kinds.Any);

    /// <summary>Rules and policies in all lists.</summary>
    public int Items => Lists.Sum(list => list.Items);

    /// <summary>About how many bytes the indexes take: estimated by their parts.</summary>
    public long IndexBytes => Lists.Sum(list => list.IndexBytes);
}

/// <summary>The rules of a policy, or the root policies.</summary>
public sealed record PolicyRules
{
    /// <summary>The path of the policy at the first of its places; null: the root policies.</summary>
    public required string? Policy { get; init; }

    /// <summary>The version of its document; 0 of the roots.</summary>
    public required int Version { get; init; }

    /// <summary>Whether it is evaluated for comparison alone.</summary>
    public required bool IsShadow { get; init; }

    /// <summary>Rules and policies in it, those of inner policies not counted.</summary>
    public required int Items { get; init; }

    /// <summary>Rules in it, those of inner policies not counted.</summary>
    public required int Rules { get; init; }

    /// <summary>Whether an index covers it; a short list of a large set has none.</summary>
    public required bool IsIndexed { get; init; }

    /// <summary>How many of its rules have a key of which kind.</summary>
    public required KeyKinds Kinds { get; init; }

    /// <summary>The attributes that its index knows, those that most items ask for first; empty without an index.</summary>
    public required ImmutableArray<KeyReport> Keys { get; init; }

    /// <summary>The items that no key covers, in document order.</summary>
    public required ImmutableArray<UncoveredItem> Uncovered { get; init; }

    /// <summary>How many candidates its index finds; null without an index of its own.</summary>
    public required Selectivity? Selectivity { get; init; }

    /// <summary>About how many bytes its index takes.</summary>
    public required long IndexBytes { get; init; }
}

/// <summary>How many rules have a key, and of which kinds; a rule may have several.</summary>
/// <param name="Any">Of any kind.</param>
/// <param name="Values">A value: <c>x == 'a'</c>, <c>x in ['a', 'b']</c>, <c>actions</c>.</param>
/// <param name="Elements">An element of a list: <c>'a' in x</c>.</param>
/// <param name="Ranges">A range: <c>x &gt;= 18</c>.</param>
/// <param name="Prefixes">A prefix: <c>x.startsWith('/a')</c>.</param>
/// <param name="Absences">That there is no value: <c>!has(x)</c>.</param>
public readonly record struct KeyKinds(int Any, int Values, int Elements, int Ranges, int Prefixes, int Absences);

/// <summary>How many items are looked at, measured by asking the index for requests made of what the rules name.</summary>
/// <param name="Probes">How many requests were asked for.</param>
/// <param name="Mean">The items looked at for one of them, in the mean.</param>
/// <param name="Most">The most for one of them.</param>
/// <param name="WithoutAttributes">
/// The most when all properties and the context are absent, so that rules which read them are looked at for the sake of their
/// errors.
/// </param>
public sealed record Selectivity(int Probes, double Mean, long Most, long WithoutAttributes);

/// <summary>A rule or policy that no key covers: what it asks for is not told apart from what others do.</summary>
public sealed record UncoveredItem
{
    /// <summary>The path of the policy that holds it; null: it is a root policy.</summary>
    public required string? Policy { get; init; }

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Whether it is a policy.</summary>
    public required bool IsPolicy { get; init; }

    /// <summary>Where it stands: its condition, or the whole of it when it has none.</summary>
    public required SourceLocation Location { get; init; }

    /// <summary>Why.</summary>
    public required ImmutableArray<UncoveredReason> Reasons { get; init; }
}

/// <summary>Why no key covers an item.</summary>
/// <param name="Kind">The kind of the part that has none; null when there is no condition at all.</param>
/// <param name="Text">That part, as written; empty without a condition.</param>
/// <param name="Message">Why, for people.</param>
/// <param name="Help">What could be written instead.</param>
public sealed record UncoveredReason(GuardGapKind? Kind, string Text, string Message, string Help);
