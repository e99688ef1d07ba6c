using Pdp.Bundles;
using Pdp.Bundles.Testing;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Docs.Tests;

/// <summary>The sample policies are what they are shown to be: without findings, tested, and tested wholly.</summary>
public sealed class SamplePolicyTests
{
    private static readonly LoadResult Loaded = BundleLoader.Load(Repository.PathOf("policies"));

    [Fact]
    public void They_load_without_a_finding()
    {
        Assert.Empty(Loaded.Diagnostics.Select(DiagnosticText.Format));
    }

    [Fact]
    public void Their_tests_pass_and_reach_every_rule()
    {
        var report = TestRunner.Run(Loaded.Bundle!, cancellation: TestContext.Current.CancellationToken);

        Assert.Empty(report.Results.Where(result => !result.Passed).Select(result =>
            $"{result.Suite.File}: {result.Test.Name}: {string.Join("; ", result.Differences)}"));
        Assert.Empty(report.NeverFired);
        Assert.True(report.Results.Length >= 80);
    }

    // the scenarios of the AuthZEN working group, which others answer as well
    [Fact]
    public void The_interop_scenarios_are_answered_and_every_rule_of_theirs_is_reached()
    {
        var loaded = BundleLoader.Load(Repository.PathOf("samples", "authzen", "policies"), cancellation: TestContext.Current.CancellationToken);
        Assert.Empty(loaded.Diagnostics.Select(DiagnosticText.Format));
        var report = TestRunner.Run(loaded.Bundle!, cancellation: TestContext.Current.CancellationToken);
        Assert.Empty(report.Results.Where(static result => !result.Passed).Select(static result => $"{result.Suite.File}: {result.Test.Name}: {string.Join("; ", result.Differences)}"));
        Assert.Empty(report.NeverFired);
        Assert.True(report.Results.Length >= 60);
    }

    [Fact]
    public void Some_tests_run_before_a_revision_is_activated()
    {
        Assert.Contains(Loaded.Bundle!.Suites, suite => suite.BeforeActivation && suite.Tests.Length > 0);
    }
}
