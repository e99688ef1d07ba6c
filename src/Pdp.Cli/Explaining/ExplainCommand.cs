using System.CommandLine;
using System.Text;
using Pdp.Bundles.Json;
using Pdp.Cli.Checking;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Hosting;
using Pdp.Cli.Loading;
using Pdp.Cli.Output;
using Pdp.Language.Values;

namespace Pdp.Cli.Explaining;

/// <summary><c>pdp explain</c>: why a request is answered as it is.</summary>
internal sealed class ExplainCommand : CliCommand
{
    private readonly Argument<string?> _stdin = new("-")
    {
        Description = "read the request from standard input (also when nothing else says where it is)",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> _policies = CommonOptions.Policies();
    private readonly Option<string?> _request = new("--request", "-r") { HelpName = "JSON", Description = "the request itself" };
    private readonly Option<string?> _file = new("--request-file", "-f") { HelpName = "FILE", Description = "file that holds the request" };
    private readonly Option<Timestamp?> _now = CommonOptions.Now();
    private readonly Option<bool> _json = new("--json") { Description = "the explanation as JSON, with everything in it" };
    private readonly Option<bool> _all = new("--all", "-a")
    {
        Description = "show everything: also rules for other actions, targets that are false, constants, files",
    };

    private readonly Option<bool> _index = new("--index")
    {
        Description = "show also what the rule index found: by which keys, and how many rules were looked at out of how many",
    };

    private readonly Option<ColourMode> _colour = CommonOptions.Colour();

    public ExplainCommand(CliHost host)
        : base("explain", "Show why a request is answered as it is. Draws the policies and rules as a tree, with the value or "
            + "error of each condition and its parts, and marks what made the answer.")
    {
        Add(_stdin);
        Add(_policies);
        Add(_request);
        Add(_file);
        Add(_now);
        Add(_json);
        Add(_all);
        Add(_index);
        Add(_colour);
        Validators.Add(result =>
        {
            var given = result.GetValue(_stdin);
            if (given is not null and not "-") result.AddError($"expected `-` or nothing, got `{given}`");
            string?[] sources = [given, result.GetValue(_request), result.GetValue(_file)];
            if (sources.Count(static s => s is not null) > 1)
            {
                result.AddError("expected one request, got several: give one of `--request`, `--request-file`, `-`");
            }
        });
        Runs(host, (result, cancellation) => Run(host, result, cancellation));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pdp explain -p policies -f request.json", "Explain the answer to the request in a file."),
        new("""pdp explain -p policies -r '{"subject": {"type": "user", "id": "alice"}, …}'""", "Explain a request given right here."),
        new("tail -1 requests.jsonl | pdp explain -p policies --all", "Explain the last request of a log, leaving nothing out."),
        new("pdp explain -p policies -f request.json --index", "See which rules a decision looks at, and why those."),
    ];

    public override IReadOnlyList<(int Code, string Meaning)> Codes =>
    [
        (ExitCodes.Ok, "explained, whatever the answer"),
        (ExitCodes.BadInput, "the request is not valid, or the command line is wrong"),
        (ExitCodes.PoliciesDoNotLoad, "the policies do not load"),
    ];

    private int Run(CliHost host, ParseResult arguments, CancellationToken cancellation)
    {
        var colour = arguments.GetValue(_colour);
        var errors = Consoles.Error(host, colour);
        var request = OneRequest.Parse(ReadRequest(host, arguments), errors);
        var bundle = PolicyFolder.Load(arguments.GetRequiredValue(_policies), errors, cancellation);
        var now = arguments.GetValue(_now) ?? Timestamp.From(host.Clock.GetUtcNow());
        var explanation = bundle.Set.Explain(request, now, cancellation);
        var all = arguments.GetValue(_all);
        var use = arguments.GetValue(_index) ? bundle.Set.TraceIndex(request, now, withLeftOut: all, cancellation) : null;
        cancellation.ThrowIfCancellationRequested();
        if (arguments.GetValue(_json))
        {
            JsonReport.Write(host.Output, writer => DecisionJson.Write(writer, explanation, use));
        }
        else
        {
            var console = Consoles.Output(host, colour);
            ExplanationText.Write(console, request, now, explanation, all);
            if (use is not null) IndexText.Write(console, use, all);
        }

        return ExitCodes.Ok;
    }

    private byte[] ReadRequest(CliHost host, ParseResult arguments)
    {
        if (arguments.GetValue(_request) is { } text) return Encoding.UTF8.GetBytes(text);
        var file = arguments.GetValue(_file);
        if (file is not null and not "-") return OneRequest.ReadFile(file);
        if (host.InputIsTerminal && file is null && arguments.GetValue(_stdin) is null)
        {
            throw new CliFailureException(
                ExitCodes.BadInput, "expected a request, got none",
                "give `--request JSON` or `--request-file FILE`, pipe it in, or type it after `-`");
        }

        return OneRequest.ReadAll(host.Input);
    }
}
