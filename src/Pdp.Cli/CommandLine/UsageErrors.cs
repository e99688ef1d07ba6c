using System.CommandLine;
using System.CommandLine.Parsing;
using Pdp.Cli.Output;
using Pdp.Language.Text;
using Spectre.Console;

namespace Pdp.Cli.CommandLine;

/// <summary>What is wrong with a command line, in the house's words, with a suggestion where one is near.</summary>
internal static class UsageErrors
{
    /// <summary>Writes every error of a command line.</summary>
    public static void Write(ParseResult result, IAnsiConsole console)
    {
        var command = result.CommandResult.Command;
        foreach (var (message, help) in Of(result)) console.Error(message, help);
        console.Line(($"try `{FullName(command)} --help`", Palette.Quiet));
    }

    /// <summary>The errors, each with its help or null.</summary>
    public static IReadOnlyList<(string Message, string? Help)> Of(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var unmatched = result.UnmatchedTokens;
        var errors = new List<(string, string?)>();
        var meant = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < unmatched.Count; i++)
        {
            var token = unmatched[i];
            if (IsOption(token))
            {
                var near = NearestOption(token.Split('=')[0], command);
                if (near is not null) meant.Add(near);
                errors.Add(($"unknown option `{token}`", DidYouMean(near)));

                // What follows was most likely the value of the option that was meant.
                if (i + 1 < unmatched.Count && !IsOption(unmatched[i + 1])) i++;
            }
            else if (command.Subcommands.Count > 0)
            {
                var near = NearWord.Find(token, command.Subcommands.Select(static c => c.Name));
                errors.Add(($"unknown command `{token}`", DidYouMean(near)));

                // Without a command there is no telling what the rest means.
                return errors;
            }
            else
            {
                errors.Add(($"unexpected argument `{token}`", null));
            }
        }

        foreach (var error in result.Errors)
        {
            if (IsAboutUnmatched(error, unmatched)) continue;
            if (error.SymbolResult is OptionResult { Option: var option } && meant.Contains(option.Name)) continue;
            if (command.Subcommands.Count > 0 && errors.Count > 0) continue;
            errors.Add((HouseStyle(error.Message), null));
        }

        return errors;
    }

    private static string? DidYouMean(string? near) => near is null ? null : $"did you mean `{near}`?";

    private static bool IsOption(string token) => token.Length > 1 && token[0] == '-';

    // the dashes are no letters of the word: with them, short names would all be near to each other
    private static string? NearestOption(string token, Command command) =>
        NearWord.Find(token.TrimStart('-'), OptionNames(command).Select(static name => name[2..])) is { } near ? $"--{near}" : null;

    private static IEnumerable<string> OptionNames(Command command) =>
        command.Options.Concat(HelpText.Path(command).SkipLast(1).SelectMany(static p => p.Options).Where(static o => o.Recursive))
            .Where(static o => !o.Hidden)
            .SelectMany(static o => o.Aliases.Prepend(o.Name))
            .Where(static name => name.StartsWith("--", StringComparison.Ordinal));

    // System.CommandLine tells a token that fits nowhere as an error of the command that quotes the token.
    private static bool IsAboutUnmatched(ParseError error, IReadOnlyList<string> unmatched) =>
        error.SymbolResult is CommandResult
        && unmatched.Any(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal));

    private static string HouseStyle(string message)
    {
        // Our own messages are in style already; the library's are capitalised, end in a full stop and quote with '.
        if (message.Length == 0 || !char.IsUpper(message[0])) return message;
        return string.Concat(
            message[..1].ToLowerInvariant(), message[1..].TrimEnd('.').Replace('\'', '`'));
    }

    private static string FullName(Command command) =>
        string.Join(' ', HelpText.Path(command).Select(HelpText.NameOf));
}
