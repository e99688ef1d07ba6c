using System.CommandLine;
using Pdp.Authoring.Linting;
using Pdp.Bundles;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Hosting;
using Pdp.Cli.Output;
using Pdp.Language.Diagnostics;

namespace Pdp.Cli.Validating;

/// <summary><c>pdp validate DIR</c>: everything that is wrong with a folder of policies.</summary>
internal sealed class ValidateCommand : CliCommand
{
    private readonly Argument<string> _folder = CommonOptions.Folder();
    private readonly Option<ReportFormat> _format = CommonOptions.Choice(
        "--format", "form of the report", "FORMAT", ("text", ReportFormat.Text), ("json", ReportFormat.Json));

    private readonly Option<bool> _strict = new("--warnings-as-errors") { Description = "warnings fail too" };
    private readonly Option<ColourMode> _colour = CommonOptions.Colour();

    public ValidateCommand(CliHost host)
        : base("validate", "Check a folder of policies. Reads, type-checks and compiles every document and tells "
            + "everything that is wrong, with file, place and what to do; what `pdp lint` finds is told as warnings. Nothing is decided and no test is run.")
    {
        Add(_folder);
        Add(_format);
        Add(_strict);
        Add(_colour);
        Runs(host, (result, cancellation) => Run(host, result, cancellation));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pdp validate policies", "Check the folder `policies`."),
        new("pdp validate policies --warnings-as-errors", "In CI: let nothing pass that one should look at."),
        new("pdp validate policies --format json | jq '.diagnostics[].message'", "Feed another program."),
    ];

    public override IReadOnlyList<(int Code, string Meaning)> Codes =>
    [
        (ExitCodes.Ok, "valid"),
        (ExitCodes.Failed, "not valid (with --warnings-as-errors also: warnings)"),
        (ExitCodes.BadInput, "the command line is wrong"),
    ];

    private int Run(CliHost host, ParseResult arguments, CancellationToken cancellation)
    {
        var result = BundleLoader.Load(arguments.GetRequiredValue(_folder), cancellation: cancellation);
        result = result with { Diagnostics = Linter.Diagnostics(result) };
        var errors = result.Diagnostics.Count(static d => d.Severity == Severity.Error);
        var warnings = result.Diagnostics.Length - errors;
        var valid = result.Bundle is not null && errors == 0 && (warnings == 0 || !arguments.GetValue(_strict));
        if (arguments.GetValue(_format) == ReportFormat.Json)
        {
            JsonReport.Write(host.Output, writer => ValidationJson.Write(writer, result, valid));
        }
        else
        {
            ValidationText.Write(Consoles.Output(host, arguments.GetValue(_colour)), result, valid);
        }

        return valid ? ExitCodes.Ok : ExitCodes.Failed;
    }
}
