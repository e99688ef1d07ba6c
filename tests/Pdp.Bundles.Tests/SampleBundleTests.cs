using Pdp.Bundles.Testing;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Bundles.Tests;

/// <summary>The bundle that the repository shows to others.</summary>
public class SampleBundleTests
{
    [Fact]
    public void Loads_without_a_word_and_passes_its_own_tests()
    {
        var result = BundleLoader.Load(Repository.PathOf("policies"), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("", string.Join("\n\n", result.Diagnostics.Select(DiagnosticText.Format)));
        Assert.NotNull(result.Bundle);
        var report = TestRunner.Run(result.Bundle, cancellation: TestContext.Current.CancellationToken);
        Assert.NotEmpty(report.Results);
        Assert.Equal("", string.Join("\n", report.Results.Where(test => !test.Passed)
            .Select(test => $"{test.Suite.File}: {test.Test.Name}: {string.Join("; ", test.Differences)}")));
        Assert.True(report.RuleCount > 0);
    }
}
