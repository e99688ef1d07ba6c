using System.CommandLine;
using Pdp.Bundles.Archives;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Hosting;
using Pdp.Cli.Loading;
using Pdp.Cli.Output;

namespace Pdp.Cli.Bundling;

/// <summary><c>pdp bundle sign FILE</c>: signs a bundle that was built elsewhere.</summary>
internal sealed class SignCommand : CliCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "the bundle" };
    private readonly Option<string> _key = new("--key") { HelpName = "FILE", Description = "the private key (PEM: ECDSA on P-256 or P-384, or RSA)", Required = true };
    private readonly Option<string?> _output = new("--output", "-o") { HelpName = "FILE", Description = "the signed bundle (default: in place of the one that is signed)" };
    private readonly Option<ColourMode> _colour = CommonOptions.Colour();

    public SignCommand(CliHost host)
        : base("sign", "Sign a bundle. An older signature is replaced and not checked: so that keys may be kept elsewhere than policies are built. "
            + "Look at what you sign with `pdp bundle verify` first.")
    {
        Add(_file);
        Add(_key);
        Add(_output);
        Add(_colour);
        Runs(host, (result, cancellation) => Run(host, result, cancellation));
    }

    public override IReadOnlyList<Example> Examples => [new("pdp bundle sign policies.tgz --key release.pem", "Sign it in its place.")];

    public override IReadOnlyList<(int Code, string Meaning)> Codes =>
    [
        (ExitCodes.Ok, "signed"),
        (ExitCodes.Failed, "it is no bundle, or damaged: nothing written"),
        (ExitCodes.BadInput, "the command line is wrong, or a file cannot be used"),
    ];

    private int Run(CliHost host, ParseResult arguments, CancellationToken cancellation)
    {
        var errors = Consoles.Error(host, arguments.GetValue(_colour));
        var file = arguments.GetRequiredValue(_file);
        using var key = KeyFiles.ReadPrivate(arguments.GetRequiredValue(_key), errors);
        var reading = ArchiveFile.Read(file, keys: null, cancellation);
        foreach (var finding in reading.Findings) DiagnosticPainter.Write(errors, finding);
        if (!reading.Findings.IsEmpty) throw new CliFailureException(ExitCodes.Failed, $"`{file}` is not signed: {Counted.Of(reading.Findings.Length, "error")}");
        var output = arguments.GetValue(_output) ?? file;
        NamedFile.Replace(output, stream => BundleArchive.Write(stream, reading, key));
        var console = Consoles.Output(host, arguments.GetValue(_colour));
        console.Line(("signed", Palette.Good), ($" {Printable.OneLine(output)}", Palette.Plain));
        ManifestText.Write(console, reading.Manifest!, key.Id, isProven: true);
        return ExitCodes.Ok;
    }
}
