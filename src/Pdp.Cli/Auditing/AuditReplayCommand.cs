using System.CommandLine;
using System.Globalization;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Diffing;
using Pdp.Cli.Hosting;
using Pdp.Cli.Output;
using Pdp.Engine.Decisions;

namespace Pdp.Cli.Auditing;

/// <summary><c>pdp audit replay LOG POLICIES</c>: which recorded decisions other policies would make otherwise.</summary>
internal sealed class AuditReplayCommand : CliCommand
{
    private const int ProgressInterval = 512;

    private readonly Argument<string> _log = LogPlace.Argument();
    private readonly Argument<string> _policies = new("POLICIES") { Description = "a folder of policy documents, a bundle, or git:REV:DIR for a folder as a commit has it" };
    private readonly RecordFilter _filter = new();
    private readonly Option<ReportFormat> _format = CommonOptions.Choice(
        "--format", "form of the report", "FORMAT", ("text", ReportFormat.Text), ("json", ReportFormat.Json));

    private readonly Option<bool> _exitCode = new("--exit-code") { Description = "end with exit code 1 when an answer changes" };
    private readonly Option<bool> _all = new("--all", "-a") { Description = "list every group of changes, however many there are (JSON has them always)" };
    private readonly Option<ColourMode> _colour = CommonOptions.Colour();

    public AuditReplayCommand(CliHost host)
        : base("replay", "Tell which recorded decisions other policies would make otherwise. Decides every recorded request by them, as of the time of its record, "
            + "and tells what changes by which rules, as `pdp diff` does. Records of which something is masked are not replayable: they are counted and left out.")
    {
        Add(_log);
        Add(_policies);
        foreach (var option in _filter.Options) Add(option);
        Add(_format);
        Add(_exitCode);
        Add(_all);
        Add(_colour);
        Runs(host, (result, cancellation) => Run(host, result, cancellation));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pdp audit replay /var/lib/pdp/audit policies --since 168h", "What an edit would have changed in the last week."),
        new("pdp audit replay /var/lib/pdp/audit git:v41:policies --subject alice", "What alice would have been told by an older release."),
    ];

    public override IReadOnlyList<(int Code, string Meaning)> Codes =>
    [
        (ExitCodes.Ok, "compared, whatever changes"),
        (ExitCodes.Failed, "with --exit-code: an answer changes"),
        (ExitCodes.BadInput, "a line was no record (the others were replayed), there is no log, or the command line is wrong"),
        (ExitCodes.PoliciesDoNotLoad, "the policies do not load: nothing compared"),
    ];

    private int Run(CliHost host, ParseResult arguments, CancellationToken cancellation)
    {
        var colour = arguments.GetValue(_colour);
        var place = arguments.GetRequiredValue(_log);
        LogPlace.Find(place);
        var side = DiffSides.Load(arguments.GetRequiredValue(_policies), Consoles.Error(host, colour), cancellation);
        var log = new LoggedRequests(place, _filter.Read(arguments, host.Clock), isAnswerWanted: true);
        var tally = new ChangeTally();
        var decision = new Decision();
        using (var progress = new ProgressLine(host))
        {
            foreach (var asked in log.Read(cancellation))
            {
                side.Bundle.Set.Decide(asked.Request, asked.Time, decision, cancellation);
                tally.Add(RecordedAnswer.Compare(asked.Record, decision), asked.Number, asked.Request, asked.Text);
                if (tally.Requests % ProgressInterval == 0)
                    progress.Tell(() => string.Create(CultureInfo.InvariantCulture, $"{tally.Requests:N0} decisions, {tally.Changed:N0} change"));
            }
        }

        var report = new DiffReport(new DiffSource(place, null), side.Source, null, tally, log.Damaged, null, log);
        if (arguments.GetValue(_format) == ReportFormat.Json) JsonReport.Write(host.Output, writer => DiffJson.Write(writer, report));
        else new DiffText(Consoles.Output(host, colour), arguments.GetValue(_all)).Write(report);
        var code = LogPlace.TellDamaged(host, colour, log.Damaged);
        return code == ExitCodes.Ok && tally.Changed > 0 && arguments.GetValue(_exitCode) ? ExitCodes.Failed : code;
    }
}
