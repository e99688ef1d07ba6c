using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Pdp.Authoring.Boundaries;
using Pdp.Cli.Auditing;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Diffing;
using Pdp.Cli.Hosting;
using Pdp.Cli.Output;
using Pdp.Language.Values;

namespace Pdp.Cli.Impacting;

/// <summary><c>pdp impact OLD NEW</c>: what a change of the policies makes of the tests' requests, of a log's, and of ones at the boundaries of conditions.</summary>
internal sealed class ImpactCommand : CliCommand
{
    /// <summary>How many requests are generated at most, unless told otherwise.</summary>
    public const int DefaultCases = 5_000;

    private const int MostCases = 1_000_000;

    private readonly Argument<string> _old = new("OLD") { Description = "the policies as they were: a folder of policy documents, a bundle, or git:REV[:DIR] for a folder as a commit has it" };
    private readonly Argument<string> _new = new("NEW") { Description = "the policies as they are to be: the same" };
    private readonly Option<string?> _log = new("--log") { HelpName = "LOG", Description = "ask also the requests of a decision log, each as of the time of its record: a folder, or one of its files" };
    private readonly Option<bool> _noTests = new("--no-tests") { Description = "do not ask what the tests of both sides ask" };
    private readonly Option<int> _cases = Number("--cases", "COUNT", "requests to generate at the boundaries of conditions, at most; 0: none (default: 5000)", MostCases, DefaultCases);
    private readonly Option<int> _seed = Number("--seed", "NUMBER", "which of those that are too many to generate; the same number gives the same (default: 1)", int.MaxValue, 1);
    private readonly Option<Timestamp?> _now = CommonOptions.Instant("--now", "the time `now` of generated requests, such as 2026-03-02T10:00:00Z (default: that of the first test, or the clock's)");
    private readonly Option<ImpactFormat> _format = CommonOptions.Choice(
        "--format", "form of the report", "FORMAT", ("text", ImpactFormat.Text), ("markdown", ImpactFormat.Markdown), ("json", ImpactFormat.Json));

    private readonly Option<bool> _exitCode = new("--exit-code") { Description = "end with exit code 1 when an answer changes" };
    private readonly Option<bool> _all = new("--all", "-a") { Description = "list every group of changes, however many there are (JSON has them always)" };
    private readonly Option<ColourMode> _colour = CommonOptions.Colour();

    public ImpactCommand(CliHost host)
        : base("impact", "Tell what a change of the policies makes of requests. Asks both states what their tests ask, what a log has, "
            + "and requests made where conditions turn, and tells which answers change by which rules: what is newly allowed comes first. "
            + "Tells also what was not looked at.")
    {
        Add(_old);
        Add(_new);
        Add(_log);
        Add(_noTests);
        Add(_cases);
        Add(_seed);
        Add(_now);
        Add(_format);
        Add(_exitCode);
        Add(_all);
        Add(_colour);
        Validators.Add(result =>
        {
            // a default is no value yet when options are validated
            if (result.GetValue(_noTests) && result.GetResult(_cases) is { Implicit: false } && result.GetValue(_cases) == 0 && result.GetValue(_log) is null)
                result.AddError("there is nothing to ask: `--no-tests` and `--cases 0` leave `--log` alone");
        });
        Runs(host, (result, cancellation) => RunAsync(host, result, cancellation));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pdp impact git:HEAD policies", "What the edits since the last commit change."),
        new("pdp impact git:origin/main git:HEAD:policies --format markdown", "In CI: a comment for a merge request."),
        new("pdp impact policies.old policies --log /var/lib/pdp/audit --exit-code", "With what a server was asked; fail when an answer changes."),
    ];

    public override IReadOnlyList<(int Code, string Meaning)> Codes =>
    [
        (ExitCodes.Ok, "compared, whatever changes"),
        (ExitCodes.Failed, "with --exit-code: an answer changes"),
        (ExitCodes.BadInput, "a line of the log was no record (the others were compared), there is no log, or the command line is wrong"),
        (ExitCodes.PoliciesDoNotLoad, "one side does not load: every error on standard error, nothing compared"),
    ];

    private async Task<int> RunAsync(CliHost host, ParseResult arguments, CancellationToken cancellation)
    {
        var colour = arguments.GetValue(_colour);
        var log = arguments.GetValue(_log) is { } place ? new LoggedRequests(place, static _ => true, isAnswerWanted: false) : null;
        if (log is not null) LogPlace.Find(log.Place);
        var (before, after) = await DiffSides.LoadAsync(
            arguments.GetRequiredValue(_old), arguments.GetRequiredValue(_new), Consoles.Error(host, colour), cancellation);
        var report = Compare(host, arguments, before, after, log, cancellation);
        switch (arguments.GetValue(_format))
        {
            case ImpactFormat.Json:
                JsonReport.Write(host.Output, writer => ImpactJson.Write(writer, report));
                break;
            case ImpactFormat.Markdown:
                new ImpactMarkdown(host.Out, arguments.GetValue(_all)).Write(report);
                break;
            default:
                new ImpactText(Consoles.Output(host, colour), arguments.GetValue(_all)).Write(report);
                break;
        }

        var code = log is null ? ExitCodes.Ok : LogPlace.TellDamaged(host, colour, log.Damaged);
        return code == ExitCodes.Ok && report.Tally.Changed > 0 && arguments.GetValue(_exitCode) ? ExitCodes.Failed : code;
    }

    private ImpactReport Compare(CliHost host, ParseResult arguments, DiffSide before, DiffSide after, LoggedRequests? log, CancellationToken cancellation)
    {
        using var progress = new ProgressLine(host);
        var tests = ImpactLoop.Tests(before, after);
        var now = arguments.GetValue(_now) ?? (tests.Count > 0 ? tests[0].Now : Timestamp.From(host.Clock.GetUtcNow()));
        var most = arguments.GetValue(_cases);
        var seed = arguments.GetValue(_seed);

        // what tests ask is worth varying, whether it is asked itself or not; and which rules changed is to be known before anything is asked
        var cases = BoundaryCaseMaker.Make(before.Bundle, after.Bundle, tests, now, most, seed, cancellation);
        var loop = new ImpactLoop(before, after, cases.Changes, progress);
        if (!arguments.GetValue(_noTests)) loop.Run(tests, cancellation);
        if (log is not null) loop.Run(log, cancellation);
        if (most > 0) loop.Run(cases, cancellation);
        return new ImpactReport(before.Source, after.Source, loop.Tally, loop.Sources, cases, most > 0, log, seed);
    }

    private static Option<int> Number(string name, string helpName, string description, int most, int usual) => new(name)
    {
        HelpName = helpName,
        Description = description,
        DefaultValueFactory = _ => usual,
        CustomParser = result => Parse(result, most),
    };

    private static int Parse(ArgumentResult result, int most)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most) return number;
        result.AddError($"`{CommonOptions.NameOf(result)}`: expected a number from 0 to {most}, got `{text}`");
        return default;
    }
}

/// <summary>For whom the report is.</summary>
internal enum ImpactFormat
{
    /// <summary>People at a terminal.</summary>
    Text,

    /// <summary>People at a merge request.</summary>
    Markdown,

    /// <summary>Programs.</summary>
    Json,
}
