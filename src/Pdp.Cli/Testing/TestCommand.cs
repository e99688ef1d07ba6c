using System.CommandLine;
using Pdp.Bundles;
using Pdp.Bundles.Testing;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Hosting;
using Pdp.Cli.Loading;
using Pdp.Cli.Output;

namespace Pdp.Cli.Testing;

/// <summary><c>pdp test DIR</c>: runs the policies' own tests.</summary>
internal sealed class TestCommand : CliCommand
{
    private readonly Argument<string> _folder = CommonOptions.Folder();
    private readonly Option<string?> _filter = new("--filter")
    {
        HelpName = "TEXT",
        Description = "only tests whose name or file contains TEXT, or has the form of it when it has `*` or `?`",
    };

    private readonly Option<ReportFormat> _format = CommonOptions.Choice(
        "--format", "form of the report", "FORMAT",
        ("text", ReportFormat.Text), ("json", ReportFormat.Json), ("junit", ReportFormat.JUnit));

    private readonly Option<string?> _output = new("--output", "-o")
    {
        HelpName = "FILE",
        Description = "write the report to FILE, and the text for people to standard output",
    };

    private readonly Option<bool> _coverage = new("--require-coverage")
    {
        Description = "fail when there is a rule that no test made permit or deny",
    };

    private readonly Option<ColourMode> _colour = CommonOptions.Colour();

    public TestCommand(CliHost host)
        : base("test", "Run the tests that stand beside the policies. Tells for each test that fails in what the answer "
            + "differs and why, and which rules no test made fire.")
    {
        Add(_folder);
        Add(_filter);
        Add(_format);
        Add(_output);
        Add(_coverage);
        Add(_colour);
        Validators.Add(result =>
        {
            if (result.GetValue(_coverage) && result.GetValue(_filter) is not null)
            {
                result.AddError("`--require-coverage` needs all tests: it cannot be combined with `--filter`");
            }
        });
        Runs(host, (result, cancellation) => Run(host, result, cancellation));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pdp test policies", "Run all tests of the folder `policies`."),
        new("pdp test policies --filter 'owner*'", "Only tests whose name begins with `owner`."),
        new("pdp test policies --format junit --output report.xml --require-coverage",
            "In CI: a report for the CI system, and no rule without a test."),
    ];

    public override IReadOnlyList<(int Code, string Meaning)> Codes =>
    [
        (ExitCodes.Ok, "all tests passed"),
        (ExitCodes.Failed, "a test failed, there are no tests, or --require-coverage found a rule without one"),
        (ExitCodes.BadInput, "the command line is wrong, or --filter fits no test"),
        (ExitCodes.PoliciesDoNotLoad, "the policies do not load"),
    ];

    private int Run(CliHost host, ParseResult arguments, CancellationToken cancellation)
    {
        var colour = arguments.GetValue(_colour);
        var errors = Consoles.Error(host, colour);
        var bundle = PolicyFolder.Load(arguments.GetRequiredValue(_folder), errors, cancellation);
        var filter = arguments.GetValue(_filter);
        var run = Execute(host, bundle, filter, cancellation) with { CoverageRequired = arguments.GetValue(_coverage) };
        Publish(host, run, arguments.GetValue(_format), arguments.GetValue(_output), colour);
        if (run.Cancelled)
        {
            errors.Error($"stopped: {Counted.Of(run.Total - run.Report.Results.Length, "test")} did not run");
            return ExitCodes.Interrupted;
        }

        if (run.Report.Results.IsEmpty)
        {
            throw filter is null
                ? new CliFailureException(ExitCodes.Failed, $"there are no tests in `{bundle.Directory}`", "write documents of kind `Tests`")
                : new CliFailureException(ExitCodes.BadInput, $"no test fits `--filter {filter}`");
        }

        var uncovered = run is { CoverageRequired: true, HasCoverage: true, Report.NeverFired.IsEmpty: false };
        if (uncovered) errors.Error($"{Counted.Of(run.Report.NeverFired.Length, "rule")} without a test that makes it fire");
        return run.Failed > 0 || uncovered ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static TestRun Execute(CliHost host, Bundle bundle, string? filterText, CancellationToken cancellation)
    {
        var filter = filterText is null ? null : new TestFilter(filterText);
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
                bundle, new TestReport([.. finished], [], 0), filter is not null, total, Cancelled: true,
                host.Clock.GetElapsedTime(started));
        }
    }

    private static void Publish(CliHost host, TestRun run, ReportFormat format, string? file, ColourMode colour)
    {
        if (file is not null)
        {
            NamedFile.Write(file, stream => Write(host, run, format, stream));
            format = ReportFormat.Text;
        }

        if (format == ReportFormat.Text) TestText.Write(Consoles.Output(host, colour), run);
        else Write(host, run, format, host.Output);
    }

    private static void Write(CliHost host, TestRun run, ReportFormat format, Stream stream)
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
