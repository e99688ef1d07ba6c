using Pdp.Cli.Checking;
using Pdp.Cli.Hosting;
using Pdp.Cli.Loading;
using Pdp.Cli.Output;
using Pdp.Language.Values;
using Spectre.Console;

namespace Pdp.Cli.Evaluating;

/// <summary>Asks for expressions, one after another, and says what they come to; what begins with a colon is said to it.</summary>
/// <param name="host">The terminal.</param>
/// <param name="keys">Gives the next key.</param>
/// <param name="session">Evaluates.</param>
/// <param name="errors">Where everything but values goes.</param>
internal sealed class Repl(CliHost host, Func<ConsoleKeyInfo> keys, EvaluationSession session, IAnsiConsole errors)
{
    private static readonly (string Name, string Argument, string Meaning)[] Commands =
    [
        (":type", "EXPRESSION", "tells the type of an expression"),
        (":explain", "EXPRESSION", "shows what each part of an expression comes to"),
        (":load", "DIR", "takes schemas and definitions from a folder of policies"),
        (":request", "JSON or FILE", "reads attributes from a request; without one, from none"),
        (":now", "TIME", "sets `now`; without a time, it is the clock's again"),
        (":help", "", "tells what can be typed"),
        (":quit", "", "leaves; so does Ctrl-D"),
    ];

    private readonly LineHistory _history = LineHistory.Of(host);

    /// <summary>Runs until whoever types has had enough.</summary>
    public int Run()
    {
        host.Err.WriteLine("expressions come to values; `:help` tells what else can be typed");
        var editor = new LineEditor(host, keys, _history.Lines, new ExpressionNames(() => session.Source, [.. Commands.Select(command => command.Name)]));
        while (editor.Read("pdp> ") is { } line)
        {
            var text = line.Trim();
            if (text.Length == 0) continue;
            _history.Add(line);
            if (text is ":quit" or ":q" or ":exit") break;
            try
            {
                // Ctrl-C ends what is being evaluated, and not the session
                using var interrupt = new Interrupt(CancellationToken.None);
                Do(text, interrupt.Token);
            }
            catch (OperationCanceledException)
            {
                errors.Warning("stopped");
            }
            catch (CliFailureException failure)
            {
                errors.Error(failure.Message, failure.Help);
            }

            host.Flush();
        }

        if (_history.Problem is { } problem) errors.Warning($"the history is not kept: {problem}");
        return ExitCodes.Ok;
    }

    private void Do(string text, CancellationToken cancellation)
    {
        if (text[0] != ':')
        {
            if (session.Compile(text) is { } expression) session.WriteValue(expression, cancellation);
            return;
        }

        var end = text.IndexOf(' ', StringComparison.Ordinal);
        var (name, argument) = end < 0 ? (text, "") : (text[..end], text[end..].Trim());
        switch (name)
        {
            case ":help" or ":h" or ":?":
                Help();
                break;
            case ":type" or ":t":
                if (session.Compile(Required(name, argument)) is { } typed) host.Out.WriteLine(typed.Type);
                break;
            case ":explain" or ":e":
                if (session.Compile(Required(name, argument)) is { } explained) session.WriteTree(explained, cancellation);
                break;
            case ":load" or ":l":
                session.Source = PolicyFolder.Load(Required(name, argument), errors, cancellation).Set.Source;
                break;
            case ":request" or ":r":
                session.Request = argument.Length == 0 ? null
                    : OneRequest.Parse(argument[0] == '{' ? System.Text.Encoding.UTF8.GetBytes(argument) : OneRequest.ReadFile(argument), errors);
                break;
            case ":now" or ":n":
                session.Now = argument.Length == 0 ? null : Time(argument);
                break;
            default:
                throw new CliFailureException(
                    ExitCodes.BadInput, $"there is no `{name}`", $"there are {string.Join(", ", Commands.Select(command => command.Name))}");
        }
    }

    private void Help()
    {
        var width = Commands.Max(command => command.Name.Length + command.Argument.Length) + 3;
        foreach (var (name, argument, meaning) in Commands) host.Out.WriteLine($"{$"{name} {argument}".PadRight(width)}{meaning}");
        host.Out.WriteLine("Tab completes attributes, definitions, functions and these; arrows go through what was typed before");
    }

    private static string Required(string name, string argument) => argument.Length > 0 ? argument
        : throw new CliFailureException(ExitCodes.BadInput, $"`{name}` needs {Commands.First(command => command.Name.StartsWith(name, StringComparison.Ordinal)).Argument} behind it");

    private static Timestamp Time(string text) => CelText.ParseTimestamp(text) is { Kind: ValueKind.Timestamp } value ? value.AsTimestamp
        : throw new CliFailureException(ExitCodes.BadInput, $"expected a time such as `2026-03-02T10:00:00Z`, got `{text}`");
}
