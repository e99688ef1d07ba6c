using System.CommandLine;
using System.Globalization;
using Pdp.Audit;
using Pdp.Audit.Reading;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Hosting;
using Pdp.Cli.Output;

namespace Pdp.Cli.Auditing;

/// <summary><c>pdp audit tail LOG</c>: the last records that fit, and those that come.</summary>
internal sealed class AuditTailCommand : CliCommand
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly Argument<string> _log = LogPlace.Argument();
    private readonly RecordFilter _filter = new();
    private readonly Option<int> _lines = LogOptions.Count("--lines", "how many of the records that are there to begin with (default: 10)", 0, 10);
    private readonly Option<ReportFormat> _format = LogOptions.Format(isText: true);
    private readonly Option<ColourMode> _colour = CommonOptions.Colour();

    public AuditTailCommand(CliHost host)
        : base("tail", "Follow a decision log. Prints the last records of its last file, and then each as it is written, from file to file, until Ctrl-C ends it.")
    {
        Add(_log);
        foreach (var option in _filter.Options) Add(option);
        Add(_lines);
        Add(_format);
        Add(_colour);
        Runs(host, (result, cancellation) => RunAsync(host, result, cancellation));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pdp audit tail /var/lib/pdp/audit --decision DENY", "Every denial as it happens."),
        new("pdp audit tail /var/lib/pdp/audit --lines 0 --format json | jq .request.subject.id", "For other programs."),
    ];

    public override IReadOnlyList<(int Code, string Meaning)> Codes =>
    [
        (ExitCodes.Ok, "ended by Ctrl-C"),
        (ExitCodes.BadInput, "there is no log, or the command line is wrong"),
    ];

    private async Task<int> RunAsync(CliHost host, ParseResult arguments, CancellationToken cancellation)
    {
        var place = arguments.GetRequiredValue(_log);
        LogPlace.Find(place);
        var fits = _filter.Read(arguments, host.Clock);
        var output = new RecordOutput(host, arguments.GetValue(_format), arguments.GetValue(_colour));
        var warnings = Consoles.Error(host, arguments.GetValue(_colour));
        using var follower = new LogFollower(place);
        try
        {
            Begin(follower, fits, output, warnings, arguments.GetValue(_lines));
            while (true)
            {
                output.Flush();
                await Task.Delay(Pace, host.Clock, cancellation);
                while (Next(follower, warnings) is { } line) Write(line, fits, output, warnings);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            output.Flush();
            return ExitCodes.Ok;
        }
    }

    private static void Begin(LogFollower follower, Func<System.Text.Json.JsonElement, bool> fits, RecordOutput output, Spectre.Console.IAnsiConsole warnings, int lines)
    {
        var last = new Queue<string>();
        while (Next(follower, warnings) is { } line)
        {
            using var record = RecordLine.Read(line);
            if (record is null || !fits(record.RootElement)) continue;
            last.Enqueue(line);
            if (last.Count > lines) last.Dequeue();
        }

        foreach (var line in last) Write(line, fits, output, warnings);
    }

    private static string? Next(LogFollower follower, Spectre.Console.IAnsiConsole warnings)
    {
        var line = follower.Next();
        if (follower.TakeMissing() is { } missing)
        {
            warnings.Warning(string.Create(CultureInfo.InvariantCulture, $"records {missing.First} to {missing.Last} are not in the log any more: they were written faster than they are told here, or taken away"));
        }

        return line;
    }

    private static void Write(string line, Func<System.Text.Json.JsonElement, bool> fits, RecordOutput output, Spectre.Console.IAnsiConsole warnings)
    {
        using var record = RecordLine.Read(line);
        if (record is null) warnings.Warning("a line of the log is no record: `pdp audit verify` tells which");
        else if (fits(record.RootElement)) output.Write(line, record.RootElement);
    }
}
