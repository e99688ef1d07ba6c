using System.Collections.Immutable;
using Pdp.Engine.Decisions;

namespace Pdp.Bundles.Testing;

/// <summary>Runs the tests of a bundle.</summary>
public static class TestRunner
{
    /// <summary>Runs tests.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="filter">Which tests to run, by suite file and test; null: all.</param>
    /// <param name="finished">Is told each result as it comes, for progress; may be null.</param>
    /// <param name="cancellation">Stops between tests.</param>
    public static TestReport Run(
        Bundle bundle, Func<TestSuite, PolicyTest, bool>? filter = null, Action<TestResult>? finished = null,
        CancellationToken cancellation = default) => throw new NotImplementedException();
}

/// <summary>What came of running tests.</summary>
/// <param name="Results">The results, by suite and document order.</param>
/// <param name="NeverFired">The rules in force (and of shadow versions) that no test made permit or deny, by policy.</param>
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
