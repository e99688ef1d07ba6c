using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Pdp.Audit.Verifying;
using Pdp.Cli.Bundling;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Hosting;
using Pdp.Cli.Output;
using Spectre.Console;

namespace Pdp.Cli.Auditing;

/// <summary><c>pdp audit verify LOG</c>: whether a log is what was written.</summary>
internal sealed class AuditVerifyCommand : CliCommand
{
    private readonly Argument<string> _log = LogPlace.Argument();
    private readonly Option<string[]> _keys = new("--keys")
    {
        HelpName = "FILE",
        Description = "public keys or certificates that may sign checkpoints (PEM, several in a file); may be given more than once",
    };

    private readonly Option<ReportFormat> _format = CommonOptions.Choice(
        "--format", "form of the report", "FORMAT", ("text", ReportFormat.Text), ("json", ReportFormat.Json));

    private readonly Option<ColourMode> _colour = CommonOptions.Colour();

    public AuditVerifyCommand(CliHost host)
        : base("verify", "Tell whether a decision log is what was written. Follows the chain of its records, names the file and line of what was "
            + "changed, taken out or put in, and checks the signatures of its checkpoints.")
    {
        Add(_log);
        Add(_keys);
        Add(_format);
        Add(_colour);
        Runs(host, (result, cancellation) => Run(host, result, cancellation));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pdp audit verify /var/lib/pdp/audit --keys audit.pub", "The chain, and who signed it."),
        new("pdp audit verify /var/lib/pdp/audit", "The chain alone, which whoever can write to the folder can make anew."),
    ];

    public override IReadOnlyList<(int Code, string Meaning)> Codes =>
    [
        (ExitCodes.Ok, "it is what was written"),
        (ExitCodes.Failed, "something was changed, taken out or put in, or a signature is missing or wrong"),
        (ExitCodes.BadInput, "there is no log, the command line is wrong, or a file of keys cannot be used"),
    ];

    private int Run(CliHost host, ParseResult arguments, CancellationToken cancellation)
    {
        var keys = arguments.GetValue(_keys) is { Length: > 0 } paths ? KeyFiles.ReadPublic(paths) : null;
        var files = LogPlace.Find(arguments.GetRequiredValue(_log));
        using var verifier = new AuditVerifier(keys);
        AuditVerdict verdict;
        using (var progress = new ProgressLine(host))
        {
            verdict = verifier.Verify(
                files,
                (file, records) => progress.Tell(() => string.Create(CultureInfo.InvariantCulture, $"{records:N0} records, file {file:N0} of {files.Count:N0}")),
                cancellation);
        }

        if (arguments.GetValue(_format) == ReportFormat.Json) JsonReport.Write(host.Output, writer => Write(writer, verdict));
        else Write(Consoles.Output(host, arguments.GetValue(_colour)), verdict, keys is not null);
        return verdict.IsIntact ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static void Write(IAnsiConsole console, AuditVerdict verdict, bool isSigned)
    {
        foreach (var finding in verdict.Findings)
        {
            var place = finding.Line == 0 ? finding.File : string.Create(CultureInfo.InvariantCulture, $"{finding.File}:{finding.Line}");
            console.Line((finding.Severity == FindingSeverity.Error ? "error" : "note", finding.Severity == FindingSeverity.Error ? Palette.Bad : Palette.Help), ($": {place}: {finding.Message}", Palette.Plain));
        }

        if (verdict.More > 0) console.Line($"and {Counted.Of(verdict.More, "more finding")}");
        console.Line(verdict.IsIntact ? ("intact", Palette.Good) : ("not intact", Palette.Bad));
        console.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"records   {verdict.Records} in {Counted.Of(verdict.Files, "file")}, numbers {verdict.First} to {verdict.Last}"));
        if (verdict.Dropped > 0) console.Line(string.Create(CultureInfo.InvariantCulture, $"dropped   {verdict.Dropped} decisions, as its records tell"));
        console.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"signed    {(isSigned ? $"up to record {verdict.Signed}, by {Counted.Of(verdict.Checkpoints, "checkpoint")}" : "not looked at: give `--keys FILE`")}"));
    }

    private static void Write(Utf8JsonWriter writer, AuditVerdict verdict)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("intact", verdict.IsIntact);
        writer.WriteNumber("files", verdict.Files);
        writer.WriteNumber("records", verdict.Records);
        writer.WriteNumber("first", verdict.First);
        writer.WriteNumber("last", verdict.Last);
        writer.WriteNumber("dropped", verdict.Dropped);
        writer.WriteNumber("checkpoints", verdict.Checkpoints);
        writer.WriteNumber("signed", verdict.Signed);
        writer.WriteNumber("errors", verdict.Errors);
        writer.WriteNumber("more", verdict.More);
        writer.WriteStartArray("findings");
        foreach (var finding in verdict.Findings)
        {
            writer.WriteStartObject();
            writer.WriteString("severity", finding.Severity == FindingSeverity.Error ? "error" : "note");
            writer.WriteString("file", finding.File);
            if (finding.Line > 0) writer.WriteNumber("line", finding.Line);
            writer.WriteString("message", finding.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
