using System.Collections.Immutable;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Values;

namespace Pdp.Bundles.Testing;

/// <summary>A <c>Tests</c> document.</summary>
/// <param name="File">Its path below the policy root.</param>
/// <param name="Description">What it is about, or null.</param>
/// <param name="BeforeActivation">Whether a new revision is activated only when these tests pass.</param>
/// <param name="Tests">Its tests in document order.</param>
public sealed record TestSuite(string File, string? Description, bool BeforeActivation, ImmutableArray<PolicyTest> Tests);

/// <summary>A request and what is expected of its answer.</summary>
public sealed record PolicyTest
{
    /// <summary>Its name, unique in the suite.</summary>
    public required string Name { get; init; }

    /// <summary>The question.</summary>
    public required Request Request { get; init; }

    /// <summary>The decision's time.</summary>
    public required Timestamp Now { get; init; }

    /// <summary>The answer expected.</summary>
    public required Outcome Decision { get; init; }

    /// <summary>The determining rules expected, in any order; null: any. Null parts of an item are not compared.</summary>
    public ImmutableArray<ExpectedRule>? Determining { get; init; }

    /// <summary>The obligations expected, in order; null: any.</summary>
    public ImmutableArray<ExpectedNotice>? Obligations { get; init; }

    /// <summary>The advice expected, in order; null: any.</summary>
    public ImmutableArray<ExpectedNotice>? Advice { get; init; }

    /// <summary>The errors expected, in any order; null: any.</summary>
    public ImmutableArray<ExpectedError>? Errors { get; init; }

    /// <summary>Where the test stands.</summary>
    public required SourceLocation Location { get; init; }
}

/// <summary>A determining rule as expected; null parts match anything.</summary>
public sealed record ExpectedRule(string? Policy, int? Version, string? Rule, string? Reason);

/// <summary>An obligation or a piece of advice as expected; null properties match anything.</summary>
public sealed record ExpectedNotice(string Id, StringMap? Properties);

/// <summary>An error as expected; null parts match anything.</summary>
public sealed record ExpectedError(string? Policy, string? Rule, string? Code);
