using System.CommandLine;
using System.Globalization;
using Pdp.Cli.Auditing;
using Pdp.Cli.Checking;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Hosting;
using Pdp.Cli.Output;
using Pdp.Language.Values;

namespace Pdp.Cli.Diffing;

/// <summary><c>pdp diff OLD NEW</c>: which decisions change from one state of the policies to another, and by which rules.</summary>
internal sealed class DiffCommand : CliCommand
{
    private readonly Argument<string> _old = new("OLD") { Description = "the policies as they were: a folder of policy documents, a bundle, or git:REV[:DIR] for a folder as a commit has it" };
    private readonly Argument<string> _new = new("NEW") { Description = "the policies as they are to be: the same" };
    private readonly Option<string?> _requests = CommonOptions.Requests();
    private readonly Option<string?> _log = new("--log") { HelpName = "LOG", Description = "the requests of a decision log instead, each as of the time of its record: a folder, or one of its files" };
    private readonly Option<Timestamp?> _now = CommonOptions.Now();
    private readonly Option<ReportFormat> _format = CommonOptions.Choice(
        "--format", "form of the report", "FORMAT", ("text", ReportFormat.Text), ("json", ReportFormat.Json));

    private readonly Option<bool> _changes = new("--changes")
    {
        Description = "with `--format json`: a line for each answer that changes, with both answers; the report is the last line",
    };

    private readonly Option<bool> _exitCode = new("--exit-code") { Description = "end with exit code 1 when an answer changes" };
    private readonly Option<bool> _all = new("--all", "-a") { Description = "list every group of changes, however many there are (JSON has them always)" };
    private readonly Option<int> _maxLine = CommonOptions.MaxLine("told as invalid");
    private readonly Option<ColourMode> _colour = CommonOptions.Colour();

    public DiffCommand(CliHost host)
        : base("diff", "Tell which decisions change between two states of the policies. Replays requests over both, at the "
            + "same time, and tells what changes by which rules: what is newly allowed comes first. Answers that differ in "
            + "nothing but the rules behind them do not count as changed.")
    {
        Add(_old);
        Add(_new);
        Add(_requests);
        Add(_log);
        Add(_now);
        Add(_format);
        Add(_changes);
        Add(_exitCode);
        Add(_all);
        Add(_maxLine);
        Add(_colour);
        Validators.Add(result =>
        {
            if (result.GetValue(_log) is not null && result.GetValue(_requests) is not null) result.AddError("`--log` and `--requests` both say what to ask: give one of them");
            if (result.GetValue(_changes) && result.GetValue(_format) != ReportFormat.Json)
            {
                result.AddError("`--changes` writes JSON lines: it needs `--format json`");
            }
        });
        Runs(host, (result, cancellation) => RunAsync(host, result, cancellation));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pdp diff policies.old policies --requests requests.jsonl", "Compare two folders."),
        new("pdp diff git:HEAD policies -r requests.jsonl", "What the edits since the last commit change."),
        new("pdp diff git:origin/main git:HEAD:policies -r requests.jsonl --exit-code", "In CI: fail when a branch changes an answer."),
        new("pdp diff policies.old policies -r requests.jsonl --format json --changes", "Every changed answer, with both sides."),
        new("pdp diff git:HEAD policies --log /var/lib/pdp/audit", "What the edits change of what a server was asked."),
    ];

    public override IReadOnlyList<(int Code, string Meaning)> Codes =>
    [
        (ExitCodes.Ok, "compared, whatever changes"),
        (ExitCodes.Failed, "with --exit-code: an answer changes"),
        (ExitCodes.BadInput, "some line was no valid request, or no record (the others were compared), or the command line is wrong"),
        (ExitCodes.PoliciesDoNotLoad, "one side does not load: every error on standard error, nothing compared"),
    ];

    private async Task<int> RunAsync(CliHost host, ParseResult arguments, CancellationToken cancellation)
    {
        var colour = arguments.GetValue(_colour);
        var errors = Consoles.Error(host, colour);
        var file = arguments.GetValue(_requests);
        var log = arguments.GetValue(_log) is { } place ? new LoggedRequests(place, static _ => true, isAnswerWanted: false) : null;
        if (log is not null) LogPlace.Find(log.Place);
        await using var input = log is null ? RequestInput.Open(host, file) : Stream.Null;
        var (before, after) = await DiffSides.LoadAsync(
            arguments.GetRequiredValue(_old), arguments.GetRequiredValue(_new), errors, cancellation);
        var now = arguments.GetValue(_now) ?? (log is null ? Timestamp.From(host.Clock.GetUtcNow()) : null);
        using var lines = arguments.GetValue(_changes) ? new ChangeLines(host.Output, log is null ? "line" : "record") : null;
        var loop = new DiffLoop(before, after, now, arguments.GetValue(_maxLine), errors, lines is null ? null : lines.Write);
        using (var progress = new ProgressLine(host))
        {
            if (log is null) await loop.RunAsync(input, progress, cancellation);
            else loop.Run(log, progress, cancellation);
        }

        var report = new DiffReport(before.Source, after.Source, now, loop.Tally, loop.Invalid, file is "-" ? null : file, log);
        if (lines is not null) lines.WriteReport(report);
        else if (arguments.GetValue(_format) == ReportFormat.Json) JsonReport.Write(host.Output, writer => DiffJson.Write(writer, report));
        else new DiffText(Consoles.Output(host, colour), arguments.GetValue(_all)).Write(report);
        return ExitCode(host, arguments, loop);
    }

    private int ExitCode(CliHost host, ParseResult arguments, DiffLoop loop)
    {
        if (loop.Invalid == 0) return arguments.GetValue(_exitCode) && loop.Tally.Changed > 0 ? ExitCodes.Failed : ExitCodes.Ok;
        host.Flush();
        if (arguments.GetValue(_log) is not null) return LogPlace.TellDamaged(host, arguments.GetValue(_colour), loop.Invalid);
        Consoles.Error(host, arguments.GetValue(_colour)).Error(string.Create(
            CultureInfo.InvariantCulture,
            $"{loop.Invalid} of {Counted.Of(loop.Tally.Requests + loop.Invalid, "request")} not valid, the first on line {loop.FirstInvalid}"));
        return ExitCodes.BadInput;
    }
}
