using System.CommandLine;
using System.Text.Json;
using Pdp.Bundles;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Archives;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Hosting;
using Pdp.Cli.Output;
using Pdp.Cli.Validating;
using Pdp.Language.Diagnostics;
using Spectre.Console;

namespace Pdp.Cli.Bundling;

/// <summary><c>pdp bundle verify FILE</c>: what a server would say of a bundle.</summary>
internal sealed class VerifyCommand : CliCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "the bundle" };
    private readonly Option<string[]> _keys = new("--keys")
    {
        HelpName = "FILE",
        Description = "public keys or certificates that may sign (PEM, several in a file); may be given more than once",
    };

    private readonly Option<bool> _unsigned = new("--unsigned") { Description = "do not ask for a signature, nor check one" };
    private readonly Option<ReportFormat> _format = CommonOptions.Choice(
        "--format", "form of the report", "FORMAT", ("text", ReportFormat.Text), ("json", ReportFormat.Json));

    private readonly Option<ColourMode> _colour = CommonOptions.Colour();

    public VerifyCommand(CliHost host)
        : base("verify", "Check a bundle as a server does. Looks at the signature first, then at whether it is whole, loads the "
            + "policies, runs their tests with `beforeActivation`, and tells what it is.")
    {
        Add(_file);
        Add(_keys);
        Add(_unsigned);
        Add(_format);
        Add(_colour);
        Validators.Add(result =>
        {
            var hasKeys = result.GetValue(_keys) is { Length: > 0 };
            if (hasKeys && result.GetValue(_unsigned)) result.AddError("`--keys` and `--unsigned` exclude each other");
            if (!hasKeys && !result.GetValue(_unsigned)) result.AddError("`--keys` is missing: a signature proves nothing without the keys that may sign; `--unsigned` does without");
        });
        Runs(host, (result, cancellation) => Run(host, result, cancellation));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pdp bundle verify policies.tgz --keys release.pub", "Check signature, content, policies and expiry."),
        new("pdp bundle verify policies.tgz --keys release.pub --format json | jq .revision", "Feed another program."),
    ];

    public override IReadOnlyList<(int Code, string Meaning)> Codes =>
    [
        (ExitCodes.Ok, "a server would put it in force, if nothing newer has been"),
        (ExitCodes.Failed, "it would be refused: damaged, not signed by one of the keys, expired, not loading, or a test fails"),
        (ExitCodes.BadInput, "the command line is wrong, or a file cannot be used"),
    ];

    private int Run(CliHost host, ParseResult arguments, CancellationToken cancellation)
    {
        var keys = arguments.GetValue(_keys) is { Length: > 0 } paths ? KeyFiles.ReadPublic(paths) : null;
        var reading = ArchiveFile.Read(arguments.GetRequiredValue(_file), keys, cancellation);
        var result = reading.Load(cancellation: cancellation);
        if (result.Bundle is { } loaded)
            result = result with { Diagnostics = [.. result.Diagnostics, .. ActivationCheck.Run(loaded, marks: null, host.Clock.GetUtcNow(), cancellation)] };
        var isValid = result.Bundle is not null && result.Diagnostics.All(static one => one.Severity != Severity.Error);
        if (arguments.GetValue(_format) == ReportFormat.Json)
            JsonReport.Write(host.Output, writer => Write(writer, reading, result, isValid, keys is not null));
        else
            Write(Consoles.Output(host, arguments.GetValue(_colour)), reading, result, isValid, keys is not null);
        return isValid ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static void Write(IAnsiConsole console, ArchiveReading reading, LoadResult result, bool isValid, bool isProven)
    {
        foreach (var diagnostic in result.Diagnostics)
        {
            DiagnosticPainter.Write(console, diagnostic);
            console.Line("");
        }

        console.Line(isValid ? ("valid", Palette.Good) : ("not valid", Palette.Bad));
        if (reading.Manifest is not { } manifest) return;
        ManifestText.Write(console, manifest, reading.KeyId, isProven);
        if (result.Bundle is { } bundle) console.Line($"policies  {BundleCounts.Of(bundle).Told()}");
    }

    private static void Write(Utf8JsonWriter writer, ArchiveReading reading, LoadResult result, bool isValid, bool isProven)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("valid", isValid);
        if (reading.Manifest is { } manifest)
        {
            writer.WriteString("name", manifest.Name);
            writer.WriteString("revision", manifest.Revision);
            if (manifest.Facts.Sequence is { } sequence) writer.WriteNumber("sequence", sequence);
            if (manifest.Facts.NotAfter is { } notAfter) writer.WriteString("not_after", ManifestText.Time(notAfter));
            if (manifest.Facts.Created is { } created) writer.WriteString("created", ManifestText.Time(created));
            if (reading.KeyId is { } key) writer.WriteString("key_id", key);
            writer.WriteBoolean("signature_checked", isProven);
        }

        if (result.Bundle is { } bundle) ValidationJson.WriteCounts(writer, BundleCounts.Of(bundle));
        ValidationJson.WriteDiagnostics(writer, result.Diagnostics);
        writer.WriteEndObject();
    }
}
