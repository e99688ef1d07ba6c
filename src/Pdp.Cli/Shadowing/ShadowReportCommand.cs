using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Pdp.Cli.Checking;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Hosting;
using Pdp.Cli.Output;
using Pdp.Cli.Servers;

namespace Pdp.Cli.Shadowing;

/// <summary><c>pdp shadow report</c>: what shadow versions said beside those in force.</summary>
internal sealed class ShadowReportCommand : CliCommand
{
    private readonly Argument<string?> _file = new("FILE")
    {
        Description = "samples that a server wrote with `--shadow-log`; `-`: standard input",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<ServerAddress?> _server = new("--server", "-s")
    {
        HelpName = "ADDRESS",
        Description = "ask a server: its gRPC address on this machine, unix:PATH, or https://HOST",
        CustomParser = ParseAddress,
    };

    private readonly Option<string?> _policy = new("--policy") { HelpName = "ID", Description = "tell of this policy only" };
    private readonly Option<ReportFormat> _format = CommonOptions.Choice(
        "--format", "form of the report", "FORMAT", ("text", ReportFormat.Text), ("json", ReportFormat.Json));

    private readonly Option<bool> _all = new("--all", "-a") { Description = "list every pair of rules, however many there are (JSON has them always)" };
    private readonly Option<ColourMode> _colour = CommonOptions.Colour();

    public ShadowReportCommand(CliHost host)
        : base("report", "Tell what shadow versions said beside the versions in force. Takes the counts of a server, or the "
            + "samples of a file; what would be newly permitted comes first.")
    {
        Add(_file);
        Add(_server);
        Add(_policy);
        Add(_format);
        Add(_all);
        Add(_colour);
        Validators.Add(result =>
        {
            var isServer = result.GetResult(_server) is { Implicit: false };
            var isFile = result.GetValue(_file) is not null;
            if (isServer && isFile) result.AddError("expected one source, got two: give either `FILE` or `--server`");
            if (!isServer && !isFile) result.AddError("expected a source, got none: give `--server ADDRESS`, or a `FILE` of samples");
        });
        Runs(host, (result, cancellation) => RunAsync(host, result, cancellation));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pdp shadow report --server 127.0.0.1:50051", "Ask the server of this machine."),
        new("pdp shadow report --server unix:/run/pdp/pdp.sock --policy sharing", "One policy, over a socket in the file system."),
        new("pdp shadow report shadow.jsonl", "Count the samples of a file."),
    ];

    public override IReadOnlyList<(int Code, string Meaning)> Codes =>
    [
        (ExitCodes.Ok, "told, whatever there is to tell"),
        (ExitCodes.BadInput, "some line was no sample (the others were counted), there is no such shadow version, or the command line is wrong"),
        (ExitCodes.InputOutputError, "the server does not answer"),
    ];

    private async Task<int> RunAsync(CliHost host, ParseResult arguments, CancellationToken cancellation)
    {
        var colour = arguments.GetValue(_colour);
        if (arguments.GetValue(_server) is { } address)
        {
            Write(host, arguments, await ServerReports.ReadAsync(address, arguments.GetValue(_policy), host.Clock, cancellation));
            return ExitCodes.Ok;
        }

        var name = arguments.GetRequiredValue(_file)!;
        var errors = Consoles.Error(host, colour);
        var samples = new SampleFile(arguments.GetValue(_policy), errors);
        ShadowSummary summary;
        await using (var input = RequestInput.Open(host, name))
        {
            using var progress = new ProgressLine(host);
            summary = await samples.ReadAsync(name == "-" ? "standard input" : name, input, progress, cancellation);
        }

        Write(host, arguments, summary);
        if (samples.Invalid == 0) return ExitCodes.Ok;
        host.Flush();
        errors.Error(string.Create(
            CultureInfo.InvariantCulture, $"no samples: {samples.Invalid:N0} of {Counted.Of(samples.Lines, "line")}, the first is line {samples.FirstInvalid}"));
        return ExitCodes.BadInput;
    }

    private void Write(CliHost host, ParseResult arguments, ShadowSummary summary)
    {
        if (arguments.GetValue(_format) == ReportFormat.Json) JsonReport.Write(host.Output, writer => ShadowJson.Write(writer, summary));
        else new ShadowText(Consoles.Output(host, arguments.GetValue(_colour)), arguments.GetValue(_all)).Write(summary);
    }

    private static ServerAddress? ParseAddress(ArgumentResult result)
    {
        var address = ServerAddress.Parse(result.Tokens[0].Value, out var error);
        if (error is not null) result.AddError($"`{CommonOptions.NameOf(result)}`: {error}");
        return address;
    }
}
