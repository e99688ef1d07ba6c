using Pdp.Bundles;
using Pdp.Bundles.Testing;
using Pdp.Cli.Testing.Coverage;

namespace Pdp.Cli.Testing;

/// <summary>A run of tests to report on.</summary>
/// <param name="Bundle">What was tested.</param>
/// <param name="Report">What came of it.</param>
/// <param name="Filtered">Whether only some tests were asked for, so that coverage says nothing.</param>
/// <param name="Total">How many tests were asked for.</param>
/// <param name="Cancelled">Whether it was stopped before the last.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="CoverageRequired">Whether a rule that never fired fails the run.</param>
/// <param name="Coverage">What the tests have shown of the policies; null: that was not asked for, or is not known.</param>
internal sealed record TestRun(
    Bundle Bundle, TestReport Report, bool Filtered, int Total, bool Cancelled, TimeSpan Elapsed, bool CoverageRequired = false, CoverageReport? Coverage = null)
{
    /// <summary>How many tests failed.</summary>
    public int Failed { get; } = Report.Results.Count(static r => !r.Passed);

    /// <summary>Whether the rules that never fired are known.</summary>
    public bool HasCoverage => !Filtered && !Cancelled;

    /// <summary>The results by suite, in order.</summary>
    public IEnumerable<IGrouping<string, TestResult>> BySuite =>
        Report.Results.GroupBy(static r => r.Suite.File, StringComparer.Ordinal);
}
