using System.Collections.Immutable;
using Pdp.Engine.Coverage;
using Pdp.Engine.Decisions;

namespace Pdp.Bundles.Testing;

/// <summary>What came of running tests.</summary>
public sealed class TestReport
{
    private readonly Lazy<SetCoverage> _rules;
    private readonly Lazy<SetCoverage> _coverage;

    /// <param name="results">The results, by suite and document order.</param>
    /// <param name="recorder">What made the decisions; null: nothing is told of the policies.</param>
    internal TestReport(ImmutableArray<TestResult> results, CoverageRecorder? recorder)
    {
        Results = results;
        _rules = new(() => recorder?.ToCoverage(withConditions: false) ?? SetCoverage.Empty);
        _coverage = new(() => recorder?.ToCoverage() ?? SetCoverage.Empty);
    }

    /// <summary>The results, by suite and document order.</summary>
    public ImmutableArray<TestResult> Results { get; }

    /// <summary>What the tests have shown of the policies in force and of shadow versions. It is put together when it is first asked for.</summary>
    public SetCoverage Coverage => _coverage.Value;

    /// <summary>
    /// The rules that no test made permit or deny, by policy and document order; the policy is the path of ids within the rule's own
    /// document, wherever that is referenced.
    /// </summary>
    public ImmutableArray<RuleId> NeverFired =>
    [
        .. _rules.Value.Policies.SelectMany(static policy => policy.Rules
            .Where(static rule => rule.Fired == 0)
            .Select(rule => new RuleId(rule.Policy, policy.Version, rule.Rule))),
    ];

    /// <summary>How many rules there are.</summary>
    public int RuleCount => _rules.Value.Policies.Sum(static policy => policy.Rules.Length);

    /// <summary>What came of a run that was stopped: the results so far, and nothing of the policies.</summary>
    public static TestReport Stopped(IEnumerable<TestResult> results) => new([.. results], null);
}

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
