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

    private readonly Option<string?> _id = new("--id")
    {
        HelpName = "ID",
        Description = "the id that the log has to have: another log of the same key is not this one",
    };

    private readonly Option<string?> _atLeast = new("--at-least")
    {
        HelpName = "NUMBER:HASH",
        Description = "the record up to which it was seen signed before, as this command printed it: that it is not there any more, or another, is an error",
    };

    private readonly Option<string?> _keylessTo = new("--keyless-to")
    {
        HelpName = "NUMBER",
        Description = "the record up to which the log was written without a key: those are then no error, and nothing vouches for them",
    };

    private readonly Option<string?> _oldFilesTo = new("--old-files-to")
    {
        HelpName = "NUMBER",
        Description = "the file up to which files were begun by a version that did not sign their beginnings: that they begin unsigned is then no error",
    };

    private readonly Option<ReportFormat> _format = CommonOptions.Choice(
        "--format", "form of the report", "FORMAT", ("text", ReportFormat.Text), ("json", ReportFormat.Json));

    private readonly Option<ColourMode> _colour = CommonOptions.Colour();

    public AuditVerifyCommand(CliHost host)
        : base("verify", "Tell whether a decision log is what was written. Follows the chain of its records, names the file and line of what was "
            + "changed, taken out or put in, checks the signatures of its checkpoints and of the beginnings of its files, and that no more is behind the last one "
            + "than a server leaves there. Tells which records at the end no signature vouches for.")
    {
        Add(_log);
        Add(_keys);
        Add(_id);
        Add(_atLeast);
        Add(_keylessTo);
        Add(_oldFilesTo);
        Add(_format);
        Add(_colour);
        Runs(host, (result, cancellation) => Run(host, result, cancellation));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pdp audit verify /var/lib/pdp/audit --keys audit.pub", "The chain, and who signed it."),
        new("pdp audit verify /var/lib/pdp/audit --keys audit.pub --at-least \"$SEEN\"", "That nothing was cut off or written anew since it was seen signed up to that record."),
        new("pdp audit verify /var/lib/pdp/audit", "The chain alone, which whoever can write to the folder can make anew."),
    ];

    public override IReadOnlyList<(int Code, string Meaning)> Codes =>
    [
        (ExitCodes.Ok, "it is what was written"),
        (ExitCodes.Failed, "something was changed, taken out or put in, a signature is missing or wrong, or it is not the log that was expected"),
        (ExitCodes.BadInput, "there is no log, the command line is wrong, or a file of keys cannot be used"),
    ];

    private int Run(CliHost host, ParseResult arguments, CancellationToken cancellation)
    {
        var keys = arguments.GetValue(_keys) is { Length: > 0 } paths ? KeyFiles.ReadPublic(paths) : null;
        var files = LogPlace.Find(arguments.GetRequiredValue(_log));
        using var verifier = new AuditVerifier(keys, Expected(arguments, keys is not null));
        AuditVerdict verdict;
        using (var progress = new ProgressLine(host))
        {
            verdict = verifier.Verify(
                files,
                (file, records) => progress.Tell(() => string.Create(CultureInfo.InvariantCulture, $"{records:N0} records, file {file:N0} of {files.Count:N0}")),
                cancellation);
        }

        var now = host.Clock.GetUtcNow();
        if (arguments.GetValue(_format) == ReportFormat.Json) JsonReport.Write(host.Output, writer => Write(writer, verdict, now));
        else Write(Consoles.Output(host, arguments.GetValue(_colour)), verdict, now);
        return verdict.IsIntact ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private AuditExpectation Expected(ParseResult arguments, bool isSigned)
    {
        SeenRecord? seen = null;
        if (arguments.GetValue(_atLeast) is { } record)
        {
            NeedKeys("--at-least");
            if (!SeenRecord.TryParse(record, out seen)) throw new CliFailureException(ExitCodes.BadInput, $"`--at-least`: expected a number and a hash as `NUMBER:HASH`, got `{record}`", "`pdp audit verify` prints both as `seen`");
        }

        return new AuditExpectation(arguments.GetValue(_id), seen, Number(_keylessTo, "record"), Number(_oldFilesTo, "file"));

        void NeedKeys(string option)
        {
            if (!isSigned) throw new CliFailureException(ExitCodes.BadInput, $"`{option}` is about signatures", "give `--keys FILE` as well");
        }

        long Number(Option<string?> option, string of)
        {
            if (arguments.GetValue(option) is not { } text) return 0;
            NeedKeys(option.Name);
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
                : throw new CliFailureException(ExitCodes.BadInput, $"`{option.Name}`: expected the number of a {of}, got `{text}`");
        }
    }

    private static void Write(IAnsiConsole console, AuditVerdict verdict, DateTimeOffset now)
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
        if (verdict.Log is { } log) console.Line($"log       {log}");
        if (verdict.Dropped > 0) console.Line(string.Create(CultureInfo.InvariantCulture, $"dropped   {verdict.Dropped} decisions, as its records tell"));
        console.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"signed    {(verdict.Unsigned is null ? "not looked at: give `--keys FILE`" : $"{(verdict.Signed == 0 ? "no record by who wrote it" : string.Create(CultureInfo.InvariantCulture, $"up to record {verdict.Signed}"))}, by {Counted.Of(verdict.Checkpoints, "signature")}{(verdict.SignedAt is { } at ? $", the last of {at:yyyy-MM-dd'T'HH:mm:ss'Z'}" : "")}")}"));
        if (verdict.SignedRecord is { } seen) console.Line($"seen      {seen}");
        if (verdict.Found > 0) console.Line($"found     {Counted.Of(verdict.Found, "record")} by a server that began, which alone signed them");
        if (verdict.Unsigned is { } unsigned) console.Line($"unsigned  {Text(unsigned, now)}");
    }

    private static string Text(UnsignedRecords unsigned, DateTimeOffset now)
    {
        if (unsigned.Count == 0) return "none";
        var (first, last) = (unsigned.First, unsigned.Last);
        var range = first.Number == last.Number ? Text($"record {first.Number}") : Text($"records {first.Number} to {last.Number}");
        var places = first == last ? Text($"{first.File}:{first.Line}") : Text($"{first.File}:{first.Line} to {(last.File == first.File ? "" : last.File + ":")}{last.Line}");
        return Text($"{Counted.Of(unsigned.Count, "record")} at the end, {range} ({places}), of {unsigned.Oldest:yyyy-MM-dd'T'HH:mm:ss'Z'}, {Age(now - unsigned.Oldest)}: no signature vouches for what is there, nor for there having been no more");
    }

    // in the largest unit of which there are two at least
    private static string Age(TimeSpan age) => age switch
    {
        { Ticks: < 0 } => "which is yet to come",
        { TotalMinutes: < 2 } => Text($"{(long)age.TotalSeconds} s ago"),
        { TotalHours: < 2 } => Text($"{(long)age.TotalMinutes} min ago"),
        { TotalDays: < 2 } => Text($"{(long)age.TotalHours} h ago"),
        _ => Text($"{(long)age.TotalDays} days ago"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter writer, AuditVerdict verdict, DateTimeOffset now)
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
        if (verdict.SignedRecord is { } seen) writer.WriteString("seen", seen.ToString());
        if (verdict.SignedAt is { } at) writer.WriteString("signedAt", at);
        if (verdict.Log is { } log) writer.WriteString("log", log);
        writer.WriteNumber("found", verdict.Found);
        if (verdict.Unsigned is { } unsigned) Write(writer, unsigned, now);
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

    private static void Write(Utf8JsonWriter writer, UnsignedRecords unsigned, DateTimeOffset now)
    {
        writer.WriteStartObject("unsigned");
        writer.WriteNumber("count", unsigned.Count);
        if (unsigned.Count > 0)
        {
            Write("first", unsigned.First);
            Write("last", unsigned.Last);
            writer.WriteString("oldest", unsigned.Oldest);
            writer.WriteString("newest", unsigned.Newest);
            writer.WriteNumber("ageSeconds", (long)(now - unsigned.Oldest).TotalSeconds);
        }

        writer.WriteEndObject();

        void Write(string name, RecordPlace place)
        {
            writer.WriteStartObject(name);
            writer.WriteNumber("record", place.Number);
            writer.WriteString("file", place.File);
            writer.WriteNumber("line", place.Line);
            writer.WriteEndObject();
        }
    }
}
