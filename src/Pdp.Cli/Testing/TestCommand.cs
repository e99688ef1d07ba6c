using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Hosting;
using Pdp.Cli.Loading;
using Pdp.Cli.Output;
using Pdp.Cli.Testing.Coverage;

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

    private readonly Option<bool> _requireCoverage = new("--require-coverage")
    {
        Description = "fail when there is a rule that no test made permit or deny",
    };

    private readonly Option<bool> _coverage = new("--coverage")
    {
        Description = "tell which rules fired, and which conditions and operands were true and false",
    };

    private readonly Option<string[]> _coverageOutput = new("--coverage-output")
    {
        HelpName = "FILE",
        Description = "write the coverage to FILE, in the form that its end says: .html, .xml (Cobertura), .json or .txt; may be given several times",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<double?> _min = new("--min")
    {
        HelpName = "PERCENT",
        Description = "fail when fewer outcomes than that were seen, of all: that a rule fired, that an operand was true, that it was false",
        CustomParser = ParsePercent,
    };

    private readonly Option<bool> _watch = new("--watch")
    {
        Description = "run again whenever a file of the folder changes, until Ctrl-C",
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
        Add(_requireCoverage);
        Add(_coverage);
        Add(_coverageOutput);
        Add(_min);
        Add(_watch);
        Add(_colour);
        Validators.Add(result =>
        {
            if (result.GetValue(_filter) is not null)
            {
                if (result.GetValue(_requireCoverage)) result.AddError("`--require-coverage` needs all tests: it cannot be combined with `--filter`");
                if (result.GetValue(_min) is not null) result.AddError("`--min` needs all tests: it cannot be combined with `--filter`");
            }

            if (result.GetValue(_watch) && result.GetValue(_format) != ReportFormat.Text && result.GetValue(_output) is null)
                result.AddError("`--watch` makes one report after another: `--format` needs `--output FILE` with it");
            foreach (var file in result.GetValue(_coverageOutput) ?? [])
            {
                if (CoverageOutput.Problem(file) is { } problem) result.AddError(problem);
            }
        });
        Runs(host, (result, cancellation) => RunAsync(host, result, cancellation));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pdp test policies", "Run all tests of the folder `policies`."),
        new("pdp test policies --filter 'owner*'", "Only tests whose name begins with `owner`."),
        new("pdp test policies --format junit --output report.xml --require-coverage",
            "In CI: a report for the CI system, and no rule without a test."),
        new("pdp test policies --coverage --coverage-output coverage.html --min 90",
            "What the tests show of each condition, also as a page; below 90 % of it they fail."),
        new("pdp test policies --watch", "While writing: the tests run after each change of a file."),
    ];

    public override IReadOnlyList<(int Code, string Meaning)> Codes =>
    [
        (ExitCodes.Ok, "all tests passed"),
        (ExitCodes.Failed, "a test failed, there are no tests, --require-coverage found a rule without one, or the coverage is below --min"),
        (ExitCodes.BadInput, "the command line is wrong, --filter fits no test, or a report would be read as a policy"),
        (ExitCodes.PoliciesDoNotLoad, "the policies do not load"),
    ];

    private async Task<int> RunAsync(CliHost host, ParseResult arguments, CancellationToken cancellation)
    {
        var folder = arguments.GetRequiredValue(_folder);
        var settings = new TestSettings
        {
            Filter = arguments.GetValue(_filter),
            Format = arguments.GetValue(_format),
            Output = arguments.GetValue(_output),
            RequiresCoverage = arguments.GetValue(_requireCoverage),
            ShowsCoverage = arguments.GetValue(_coverage),
            CoverageOutputs = [.. arguments.GetValue(_coverageOutput) ?? []],
            MinCoverage = arguments.GetValue(_min),
            Colour = arguments.GetValue(_colour),
        };
        ReportFiles.Check(folder, settings.Files);
        var session = new TestSession(host, settings);

        // of a folder that is not there yet nobody waits for changes: its name is most likely mistyped
        if (arguments.GetValue(_watch) && Directory.Exists(folder)) return await new TestWatch(host, session, folder).RunAsync(cancellation);
        return session.Run(PolicyFolder.Load(folder, Consoles.Error(host, arguments.GetValue(_colour)), cancellation), cancellation);
    }

    private static double? ParsePercent(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 100) return percent;
        result.AddError($"`--min`: expected a number from 0 to 100, got `{text}`");
        return null;
    }
}
