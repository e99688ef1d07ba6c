using System.Collections.Immutable;
using Pdp.Engine.Decisions;

namespace Pdp.Bundles.Testing;

/// <summary>What came of running tests.</summary>
/// <param name="Results">The results, by suite and document order.</param>
/// <param name="NeverFired">
/// The rules in force (and of shadow versions) that no test made permit or deny, by policy and document order; the policy is
/// the path of ids within the rule's own document, wherever that is referenced.
/// </param>
/// <param name="RuleCount">How many rules there are.</param>
public sealed record TestReport(
    ImmutableArray<TestResult> Results, ImmutableArray<RuleId> NeverFired, int RuleCount);

/// <summary>A rule's place.</summary>
public sealed record RuleId(string Policy, int Version, string Rule);

/// <summary>What came of one test.</summary>
/// <param name="Suite">Its suite.</param>
/// <param name="Test">The test.</param>
/// <param name="Decision">The answer it got.</param>
/// <param name="Differences">In what the answer differs from the expected one; empty when it passed.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record TestResult(
    TestSuite Suite, PolicyTest Test, Decision Decision, ImmutableArray<TestDifference> Differences, TimeSpan Elapsed)
{
    /// <summary>Whether it passed.</summary>
    public bool Passed => Differences.IsEmpty;
}

/// <summary>A difference between the expected and the actual answer.</summary>
/// <param name="What">The member: <c>decision</c>, <c>determining</c>, <c>obligations</c>, <c>advice</c>, <c>errors</c>.</param>
/// <param name="Expected">As expected, as JSON.</param>
/// <param name="Actual">As it came, as JSON.</param>
public sealed record TestDifference(string What, string Expected, string Actual);
