using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Pdp.Language.Text;

namespace Pdp.Server.CommandLine;

/// <summary>The help of the server's own executable; <c>pdp</c> has its own.</summary>
internal static class ServerHelp
{
    /// <summary>The option that asks for it.</summary>
    public static Option Option() =>
        new HelpOption("--help", "-h") { Description = "show this help", Action = new HelpAction() };

    /// <summary>Writes the help.</summary>
    public static void Write(Command command, TextWriter output)
    {
        output.WriteLine((command.Description ?? "").Replace(". ", ".\n", StringComparison.Ordinal));
        output.WriteLine($"\nUsage:\n  {command.Name} [OPTIONS]\n\nOptions:");
        foreach (var option in command.Options)
        {
            var value = option.HelpName is null || option is HelpOption ? "" : " " + option.HelpName;
            output.WriteLine($"  {option.Name + value,-28}  {option.Description}");
        }

        output.WriteLine("\nExamples:");
        foreach (var (arguments, meaning) in PdpServerCommand.Examples)
        {
            output.WriteLine($"  {command.Name} {arguments}".TrimEnd());
            output.WriteLine($"      {meaning}");
        }

        output.WriteLine("\nExit codes:");
        foreach (var (code, meaning) in ServerExitCodes.All) output.WriteLine($"  {code}  {meaning}");
    }

    /// <summary>Writes what is wrong with a command line.</summary>
    public static void TellErrors(ParseResult result, TextWriter error)
    {
        foreach (var token in result.UnmatchedTokens)
        {
            var near = NearWord.Find(token, result.CommandResult.Command.Options.Select(static o => o.Name));
            error.WriteLine($"error: unknown option or argument `{token}`");
            if (near is not null) error.WriteLine($"  = help: did you mean `{near}`?");
        }

        foreach (var wrong in result.Errors)
        {
            if (result.UnmatchedTokens.Any(token => wrong.Message.Contains($"'{token}'", StringComparison.Ordinal))) continue;
            error.WriteLine($"error: {HouseStyle(wrong.Message)}");
        }

        error.WriteLine($"try `{result.CommandResult.Command.Name} --help`");
    }

    private static string HouseStyle(string message) =>
        message.Length == 0 ? message : string.Concat(message[..1].ToLowerInvariant(), message[1..].TrimEnd('.').Replace('\'', '`'));

    private sealed class HelpAction : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            Write(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
            return ServerExitCodes.Ok;
        }
    }
}
