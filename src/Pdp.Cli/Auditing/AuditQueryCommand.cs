using System.CommandLine;
using Pdp.Audit.Reading;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Hosting;
using Pdp.Cli.Output;

namespace Pdp.Cli.Auditing;

/// <summary><c>pdp audit query LOG</c>: the records that fit.</summary>
internal sealed class AuditQueryCommand : CliCommand
{
    private const int ProgressInterval = 1024;

    private readonly Argument<string> _log = LogPlace.Argument();
    private readonly RecordFilter _filter = new();
    private readonly Option<int> _limit = LogOptions.Count("--limit", "the first so many that fit (default: all)", 1, int.MaxValue);
    private readonly Option<ReportFormat> _format = LogOptions.Format(isText: false);
    private readonly Option<bool> _requests = new("--requests")
    {
        Description = "of the records their requests alone, as `pdp check` and `pdp explain` take them; masked values stay masked",
    };

    private readonly Option<ColourMode> _colour = CommonOptions.Colour();

    public AuditQueryCommand(CliHost host)
        : base("query", "Find records of a decision log. Prints them as they are, one a line, in their order.")
    {
        Add(_log);
        foreach (var option in _filter.Options) Add(option);
        Add(_limit);
        Add(_format);
        Add(_requests);
        Add(_colour);
        Validators.Add(result =>
        {
            if (result.GetValue(_requests) && result.GetResult(_format) is { Implicit: false } && result.GetValue(_format) == ReportFormat.Text) result.AddError("`--requests` writes JSON lines: it does not go with `--format text`");
        });
        Runs(host, (result, cancellation) => Run(host, result, cancellation));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pdp audit query /var/lib/pdp/audit --subject alice --decision DENY --since 24h", "What alice was denied in the last day."),
        new("pdp audit query /var/lib/pdp/audit --rule owner-edits --since 2026-03-02T10:00:00Z", "What a rule decided since then."),
        new("pdp audit query /var/lib/pdp/audit --kind dropped", "What is not in the log."),
        new("pdp audit query /var/lib/pdp/audit --record 17 --requests | pdp explain -p policies -", "Why it was so."),
    ];

    public override IReadOnlyList<(int Code, string Meaning)> Codes =>
    [
        (ExitCodes.Ok, "told, whether or not there was any"),
        (ExitCodes.BadInput, "a line was no record (the others were looked at), there is no log, or the command line is wrong"),
    ];

    private int Run(CliHost host, ParseResult arguments, CancellationToken cancellation)
    {
        long damaged = 0, read = 0;
        var left = arguments.GetValue(_limit);
        var requests = arguments.GetValue(_requests);
        var fits = _filter.Read(arguments, host.Clock);
        var output = new RecordOutput(host, arguments.GetValue(_format), arguments.GetValue(_colour));
        using (var progress = new ProgressLine(host))
        {
            foreach (var line in AuditRecords.Lines(LogPlace.Find(arguments.GetRequiredValue(_log))))
            {
                cancellation.ThrowIfCancellationRequested();
                if (++read % ProgressInterval == 0) progress.Tell(() => Counted.Of(read, "record"));
                using var record = RecordLine.Read(line);
                if (record is null)
                {
                    damaged++;
                    continue;
                }

                if (!fits(record.RootElement)) continue;
                if (!requests) output.Write(line, record.RootElement);
                else if (record.RootElement.At("request") is { } request) output.Write(request.GetRawText());
                else continue;
                if (--left == 0) break;
            }
        }

        output.Flush();
        return LogPlace.TellDamaged(host, arguments.GetValue(_colour), damaged);
    }
}
