using System.Collections.Immutable;
using System.Globalization;
using Pdp.Bundles;
using Pdp.Bundles.Testing;
using Pdp.Cli.Hosting;
using Pdp.Cli.Loading;
using Pdp.Cli.Output;
using Pdp.Cli.Testing.Coverage;
using Pdp.Engine.Coverage;

namespace Pdp.Cli.Testing;

/// <summary>What is asked of runs of tests.</summary>
internal sealed record TestSettings
{
    /// <summary>Which tests; null: all.</summary>
    public string? Filter { get; init; }

    /// <summary>The form of the report.</summary>
    public required ReportFormat Format { get; init; }

    /// <summary>The file of the report; null: standard output.</summary>
    public string? Output { get; init; }

    /// <summary>Whether a rule that never fired fails a run.</summary>
    public bool RequiresCoverage { get; init; }

    /// <summary>Whether the report has the coverage.</summary>
    public bool ShowsCoverage { get; init; }

    /// <summary>The files of the coverage.</summary>
    public ImmutableArray<string> CoverageOutputs { get; init; } = [];

    /// <summary>All files, each with the option that names it.</summary>
    public IEnumerable<(string Option, string File)> Files =>
        (Output is { } output ? [("--output", output)] : Array.Empty<(string, string)>()).Concat(CoverageOutputs.Select(static file => ("--coverage-output", file)));

    /// <summary>The share of outcomes, in percent, below which a run fails; null: none does.</summary>
    public double? MinCoverage { get; init; }

    /// <summary>Whether to colour.</summary>
    public ColourMode Colour { get; init; }
}

/// <summary>Runs the tests of one bundle, or of one after another.</summary>
internal sealed class TestSession(CliHost host, TestSettings settings)
{
    /// <summary>What is asked.</summary>
    public TestSettings Settings => settings;

    /// <summary>Runs the tests, writes the reports, and judges.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="CliFailureException">There is nothing to run, or a report cannot be written.</exception>
    public int Run(Bundle bundle, CancellationToken cancellation)
    {
        var errors = Consoles.Error(host, settings.Colour);
        var run = Execute(bundle, cancellation) with { CoverageRequired = settings.RequiresCoverage };
        var coverage = Cover(run);
        Publish(settings.ShowsCoverage ? run with { Coverage = coverage } : run);
        if (run.Cancelled)
        {
            var unwritten = settings.CoverageOutputs.IsEmpty ? "" : ", and no coverage was written";
            errors.Error($"stopped: {Counted.Of(run.Total - run.Report.Results.Length, "test")} did not run{unwritten}");
            return ExitCodes.Interrupted;
        }

        if (run.Report.Results.IsEmpty)
        {
            throw settings.Filter is null
                ? new CliFailureException(ExitCodes.Failed, $"there are no tests in `{bundle.Directory}`", "write documents of kind `Tests`")
                : new CliFailureException(ExitCodes.BadInput, $"no test fits `--filter {settings.Filter}`");
        }

        var uncovered = run is { CoverageRequired: true, HasCoverage: true, Report.NeverFired.IsEmpty: false };
        if (uncovered) errors.Error($"{Counted.Of(run.Report.NeverFired.Length, "rule")} without a test that makes it fire");
        var below = settings.MinCoverage is { } min && coverage is not null && coverage.Count.Percent < min;
        if (below) errors.Error(Below(coverage!.Count));
        return run.Failed > 0 || uncovered || below ? ExitCodes.Failed : ExitCodes.Ok;
    }

    // null: nobody asks, or nothing can be said. Without any test there is something to say: a file of an earlier run would tell of another
    private CoverageReport? Cover(TestRun run)
    {
        var isAsked = settings.ShowsCoverage || settings.MinCoverage is not null || !settings.CoverageOutputs.IsEmpty;
        if (!isAsked || run.Cancelled) return null;
        var coverage = new CoverageReport(run.Bundle, run.Report.Coverage, run.Report.Results.Length, run.Filtered);
        foreach (var file in settings.CoverageOutputs) CoverageOutput.Write(file, coverage, host);
        return coverage;
    }

    private string Below(CoverageCount count) => string.Create(
        CultureInfo.InvariantCulture,
        $"the coverage is {CoverageReport.Percent(count.Percent)}, below the {settings.MinCoverage} % of `--min`: {count.Seen} of {Counted.Of(count.Outcomes, "outcome")} seen");

    private TestRun Execute(Bundle bundle, CancellationToken cancellation)
    {
        var filter = settings.Filter is { } text ? new TestFilter(text) : null;
        var total = bundle.Suites.Sum(suite => suite.Tests.Count(test => filter is null || filter.Matches(suite, test)));
        var started = host.Clock.GetTimestamp();
        var finished = new List<TestResult>(total);
        using var progress = new TestProgress(host, total);
        try
        {
            var report = TestRunner.Run(
                bundle, filter is null ? null : filter.Matches,
                result =>
                {
                    finished.Add(result);
                    progress.Tell(finished.Count, result.Passed);
                },
                cancellation);
            return new TestRun(bundle, report, filter is not null, total, report.Results.Length < total, host.Clock.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // What ran is still worth telling; which rules never fired cannot be said.
            return new TestRun(
                bundle, TestReport.Stopped(finished), filter is not null, total, Cancelled: true,
                host.Clock.GetElapsedTime(started));
        }
    }

    private void Publish(TestRun run)
    {
        var format = settings.Format;
        if (settings.Output is { } file)
        {
            NamedFile.Write(file, stream => Write(run, settings.Format, stream));
            format = ReportFormat.Text;
        }

        if (format == ReportFormat.Text) TestText.Write(Consoles.Output(host, settings.Colour), run);
        else Write(run, format, host.Output);
    }

    private void Write(TestRun run, ReportFormat format, Stream stream)
    {
        switch (format)
        {
            case ReportFormat.Json:
                JsonReport.Write(stream, writer => TestJson.Write(writer, run));
                break;
            case ReportFormat.JUnit:
                JUnitXml.Write(stream, run);
                break;
            default:
                using (var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" })
                {
                    TestText.Write(Consoles.Create(host, writer, coloured: false), run);
                }

                break;
        }
    }
}
