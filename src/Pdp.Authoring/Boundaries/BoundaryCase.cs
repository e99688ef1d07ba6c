using System.Collections.Immutable;
using Pdp.Engine.Requests;
using Pdp.Language.Values;

namespace Pdp.Authoring.Boundaries;

/// <summary>A request that was made to lie where an answer may turn.</summary>
/// <param name="Request">The request.</param>
/// <param name="Now">The decision's time.</param>
/// <param name="Origin">What it was made of, in words.</param>
public sealed record BoundaryCase(Request Request, Timestamp Now, string Origin);

/// <summary>A request to vary.</summary>
/// <param name="Request">The request.</param>
/// <param name="Now">The decision's time.</param>
/// <param name="Name">What it is, in words.</param>
public sealed record CaseSeed(Request Request, Timestamp Now, string Name);

/// <summary>Requests at the boundaries of conditions, and what they do not reach.</summary>
/// <param name="Cases">The requests; no two are the same, and none is one of those that were given.</param>
/// <param name="LeftOut">How many more variations there are, about: some are the same as others.</param>
/// <param name="Rules">How many rules they were derived from; one that both states have at the same place is one.</param>
/// <param name="ChangedRules">How many of those and of <see cref="Policies"/> only one of the two states has, as they are: what is changed comes first.</param>
/// <param name="Changes">Those rules.</param>
/// <param name="NotUnderstood">Parts of conditions that read the request in ways of which no values are derived.</param>
/// <param name="DroppedValues">Values that conditions name and that were not tried, because a place has too many.</param>
public sealed record BoundaryCases(
    ImmutableArray<BoundaryCase> Cases, long LeftOut, int Rules, int ChangedRules, ChangedRules Changes, ImmutableArray<string> NotUnderstood, long DroppedValues)
{
    /// <summary>How many policies that decide where none of their rules does they were derived from.</summary>
    public int Policies { get; init; }

    /// <summary>What of the states differs besides rules and what these read by name, in words: <c>schemas</c>, <c>entities</c>.</summary>
    public ImmutableArray<string> OtherChanges { get; init; } = [];
}
