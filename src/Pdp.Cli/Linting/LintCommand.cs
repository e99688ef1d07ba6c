using System.CommandLine;
using Pdp.Authoring.Linting;
using Pdp.Bundles;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Hosting;
using Pdp.Cli.Loading;
using Pdp.Cli.Output;
using Pdp.Language.Diagnostics;

namespace Pdp.Cli.Linting;

/// <summary><c>pdp lint DIR</c>: what is allowed in a folder of policies but probably not meant.</summary>
internal sealed class LintCommand : CliCommand
{
    private readonly Argument<string> _folder = CommonOptions.Folder();
    private readonly Option<LintFormat> _format = CommonOptions.Choice(
        "--format", "form of the report", "FORMAT", ("text", LintFormat.Text), ("json", LintFormat.Json), ("sarif", LintFormat.Sarif));

    private readonly Option<bool> _fix = new("--fix") { Description = "make the fixes that change no decision, and tell what is left" };
    private readonly Option<ColourMode> _colour = CommonOptions.Colour();

    public LintCommand(CliHost host)
        : base("lint", "Look for what is allowed in policies but probably not meant. Tells of rules that never apply or have no effect, "
            + "deny rules that fail and permit rules that permit for want of an attribute, what nothing reads or permits, and versions that do not go together. "
            + "A finding that is meant to be so is waived in the document, with the reason.")
    {
        Add(_folder);
        Add(_format);
        Add(_fix);
        Add(_colour);
        Runs(host, (result, cancellation) => Run(host, result, cancellation));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pdp lint policies", "Look at the folder `policies`."),
        new("pdp lint policies --fix", "Take away what nothing reads and what says nothing."),
        new("pdp lint policies --format sarif > lint.sarif", "For a code host that shows findings in its reviews."),
    ];

    public override IReadOnlyList<(int Code, string Meaning)> Codes =>
    [
        (ExitCodes.Ok, "nothing was found that is not waived"),
        (ExitCodes.Failed, "something was found"),
        (ExitCodes.BadInput, "the command line is wrong"),
        (ExitCodes.PoliciesDoNotLoad, "the policies do not load"),
    ];

    private int Run(CliHost host, ParseResult arguments, CancellationToken cancellation)
    {
        var folder = arguments.GetRequiredValue(_folder);
        var result = BundleLoader.Load(folder, cancellation: cancellation);
        var made = 0;
        LintReport report;
        if (arguments.GetValue(_fix)) (result, report, made) = SafeFixes.Make(result, texts => Write(folder, texts, cancellation));
        else report = Linter.Lint(result);

        switch (arguments.GetValue(_format))
        {
            case LintFormat.Json:
                JsonReport.Write(host.Output, writer => LintJson.Write(writer, report, made));
                break;
            case LintFormat.Sarif:
                JsonReport.Write(host.Output, writer => LintSarif.Write(writer, report));
                break;
            default:
                LintText.Write(Consoles.Output(host, arguments.GetValue(_colour)), report, made);
                break;
        }

        return result.Bundle is null ? ExitCodes.PoliciesDoNotLoad : report.Findings.IsEmpty ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static LoadResult Write(string folder, IReadOnlyDictionary<string, byte[]> texts, CancellationToken cancellation)
    {
        foreach (var (path, text) in texts) NamedFile.Replace(Path.Combine(folder, path), stream => stream.Write(text));
        return BundleLoader.Load(folder, cancellation: cancellation);
    }
}

/// <summary>For whom the report is.</summary>
internal enum LintFormat
{
    /// <summary>People.</summary>
    Text,

    /// <summary>Programs.</summary>
    Json,

    /// <summary>Code hosts: SARIF 2.1.0.</summary>
    Sarif,
}
