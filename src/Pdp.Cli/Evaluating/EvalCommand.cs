using System.CommandLine;
using System.Text;
using Pdp.Bundles.Json;
using Pdp.Cli.Checking;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Hosting;
using Pdp.Cli.Loading;
using Pdp.Cli.Output;
using Pdp.Engine.Explanations;
using Pdp.Language.Values;

namespace Pdp.Cli.Evaluating;

/// <summary><c>pdp eval</c>: what an expression comes to.</summary>
internal sealed class EvalCommand : CliCommand
{
    private readonly Argument<string?> _expression = new("EXPRESSION")
    {
        Description = "the expression; without one they are read from standard input, one a line, and at a terminal typed one after another",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _policies = new("--policies", "-p") { HelpName = "DIR", Description = "folder of policy documents, whose schemas and definitions the expression may read" };
    private readonly Option<string?> _request = new("--request", "-r") { HelpName = "JSON", Description = "the request whose attributes the expression reads (default: an empty one)" };
    private readonly Option<string?> _file = new("--request-file", "-f") { HelpName = "FILE", Description = "file that holds the request" };
    private readonly Option<Timestamp?> _now = CommonOptions.Now();
    private readonly Option<Shown> _show = CommonOptions.Choice(
        "--show", "what is written of an expression: its value, its type, or what each part of it comes to", "WHAT",
        ("value", Shown.Value), ("type", Shown.Type), ("tree", Shown.Tree));

    private readonly Option<bool> _json = new("--json") { Description = "type and value, or the error, as JSON on one line" };
    private readonly Option<ColourMode> _colour = CommonOptions.Colour();

    public EvalCommand(CliHost host)
        : base("eval", "Evaluate expressions of the policy language. Attributes are those of a request, definitions and schemas those of a "
            + "folder of policies; without them the language alone is there. At a terminal, without an expression, it asks for one after another.")
    {
        Add(_expression);
        Add(_policies);
        Add(_request);
        Add(_file);
        Add(_now);
        Add(_show);
        Add(_json);
        Add(_colour);
        Validators.Add(result =>
        {
            if (result.GetValue(_request) is not null && result.GetValue(_file) is not null)
                result.AddError("expected one request, got several: give one of `--request`, `--request-file`");
        });
        Runs(host, (result, cancellation) => Run(host, result, cancellation));
    }

    private enum Shown
    {
        Value,
        Type,
        Tree,
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pdp eval \"'10.0.3.4'.startsWith('10.0.')\"", "Try an expression of the language."),
        new("pdp eval -p policies -f request.json 'definitions.level'", "See what a definition comes to for a request."),
        new("pdp eval -p policies -f request.json --show type 'subject.clearance'", "See the type of an attribute."),
        new("pdp eval -p policies", "Type expressions one after another; `:help` tells what else can be typed."),
    ];

    public override IReadOnlyList<(int Code, string Meaning)> Codes =>
    [
        (ExitCodes.Ok, "evaluated"),
        (ExitCodes.Failed, "an expression has errors, or ends in one"),
        (ExitCodes.BadInput, "the request is not valid, or the command line is wrong"),
        (ExitCodes.PoliciesDoNotLoad, "the policies do not load"),
    ];

    private int Run(CliHost host, ParseResult arguments, CancellationToken cancellation)
    {
        var colour = arguments.GetValue(_colour);
        var errors = Consoles.Error(host, colour);
        var session = new EvaluationSession(Consoles.Output(host, colour), errors, host.Clock) { Now = arguments.GetValue(_now) };
        if (arguments.GetValue(_policies) is { } folder) session.Source = PolicyFolder.Load(folder, errors, cancellation).Set.Source;
        if (arguments.GetValue(_request) is { } json) session.Request = OneRequest.Parse(json, errors);
        if (arguments.GetValue(_file) is { } file) session.Request = OneRequest.Parse(OneRequest.ReadFile(file), errors);
        var (show, asJson) = (arguments.GetValue(_show), arguments.GetValue(_json));
        if (arguments.GetValue(_expression) is { } expression)
            return Write(host, session, expression, show, asJson, cancellation) ? ExitCodes.Ok : ExitCodes.Failed;
        return host is { InputIsTerminal: true, Keys: { } keys }
            ? new Repl(host, keys, session, errors).Run()
            : RunLines(host, session, show, asJson, cancellation);
    }

    private static int RunLines(CliHost host, EvaluationSession session, Shown show, bool asJson, CancellationToken cancellation)
    {
        var code = ExitCodes.Ok;
        using var reader = new StreamReader(host.Input, Encoding.UTF8, leaveOpen: true);
        while (reader.ReadLine() is { } line)
        {
            cancellation.ThrowIfCancellationRequested();
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (!Write(host, session, line, show, asJson, cancellation)) code = ExitCodes.Failed;
            host.Flush();
        }

        return code;
    }

    private static bool Write(CliHost host, EvaluationSession session, string text, Shown show, bool asJson, CancellationToken cancellation)
    {
        if (session.Compile(text) is not { } expression)
        {
            if (asJson) host.Out.WriteLine("""{"error":"the expression is not valid"}""");
            return false;
        }

        if (asJson) return WriteJson(host, session, expression, cancellation);
        switch (show)
        {
            case Shown.Type:
                host.Out.WriteLine(expression.Type);
                return true;
            case Shown.Tree:
                return session.WriteTree(expression, cancellation);
            default:
                return session.WriteValue(expression, cancellation);
        }
    }

    private static bool WriteJson(CliHost host, EvaluationSession session, LooseExpression expression, CancellationToken cancellation)
    {
        var evaluation = session.Evaluate(expression, cancellation);
        var value = evaluation.Trace.Value;
        var problem = value.AsError?.Message ?? (value.IsMissing ? string.Join("; ", evaluation.Decision.Errors.Select(error => error.Message)) : null);
        host.Out.WriteLine(JsonReport.Line(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("type", expression.Type);
            if (problem is not null)
            {
                writer.WriteString("error", problem);
            }
            else
            {
                writer.WritePropertyName("value");
                DecisionJson.Write(writer, value);
            }

            writer.WriteEndObject();
        }));
        return problem is null;
    }
}
