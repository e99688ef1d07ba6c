using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Pdp.Cli.Output;
using Pdp.Language.Values;

namespace Pdp.Cli.CommandLine;

/// <summary>Options that several commands have, so that they mean the same everywhere.</summary>
internal static class CommonOptions
{
    private const int DefaultMaxLine = 1024 * 1024;
    private const int LargestMaxLine = 512 * 1024 * 1024;

    /// <summary>The folder of policies as an argument.</summary>
    public static Argument<string> Folder() =>
        new("DIR") { Description = "folder of policy documents" };

    /// <summary>The folder of policies as an option.</summary>
    public static Option<string> Policies() =>
        new("--policies", "-p") { HelpName = "DIR", Description = "folder of policy documents", Required = true };

    /// <summary>The decision's time.</summary>
    public static Option<Timestamp?> Now() => Instant("--now", "the time `now` in conditions, such as 2026-03-02T10:00:00Z (default: the clock's)");

    /// <summary>An option whose value is a time.</summary>
    public static Option<Timestamp?> Instant(string name, string description) => new(name)
    {
        HelpName = "RFC3339",
        Description = description,
        CustomParser = ParseInstant,
    };

    /// <summary>The requests.</summary>
    public static Option<string?> Requests() => new("--requests", "-r")
    {
        HelpName = "FILE",
        Description = "requests, one JSON object a line; `-` or nothing: standard input",
    };

    /// <summary>The longest line of requests.</summary>
    /// <param name="fate">What becomes of a longer one.</param>
    public static Option<int> MaxLine(string fate) => new("--max-line-bytes")
    {
        HelpName = "BYTES",
        Description = $"longest line that is read; a longer one is {fate} (default: 1048576)",
        DefaultValueFactory = static _ => DefaultMaxLine,
        CustomParser = ParseMaxLine,
    };

    /// <summary>Whether to colour.</summary>
    public static Option<ColourMode> Colour() => Choice(
        "--color", "colour the output; `auto` does on a terminal, unless NO_COLOR is set", "WHEN",
        ("auto", ColourMode.Auto), ("always", ColourMode.Always), ("never", ColourMode.Never));

    /// <summary>An option whose value is one of a few words; the first is the default.</summary>
    public static Option<T> Choice<T>(
        string name, string description, string helpName, params (string Word, T Value)[] choices)
    {
        var option = new Option<T>(name)
        {
            HelpName = helpName,
            Description = $"{description}: {string.Join(", ", choices.Select(static c => c.Word))} (default: {choices[0].Word})",
            DefaultValueFactory = _ => choices[0].Value,
            CustomParser = result => Pick(result, choices),
        };
        // Without this the names of the enumeration's members would be suggested.
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. choices.Select(static c => c.Word)]);
        return option;
    }

    private static int ParseMaxLine(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            && bytes is > 0 and <= LargestMaxLine)
        {
            return bytes;
        }

        result.AddError($"`{NameOf(result)}`: expected a number of bytes from 1 to {LargestMaxLine}, got `{text}`");
        return default;
    }

    private static T? Pick<T>(ArgumentResult result, (string Word, T Value)[] choices)
    {
        var word = result.Tokens[0].Value;
        foreach (var choice in choices)
        {
            if (string.Equals(choice.Word, word, StringComparison.Ordinal)) return choice.Value;
        }

        var expected = string.Join(", ", choices.Select(static c => $"`{c.Word}`"));
        result.AddError($"`{NameOf(result)}`: expected one of {expected}, got `{word}`");
        return default;
    }

    private static Timestamp? ParseInstant(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var value = CelText.ParseTimestamp(text);
        if (value.Kind == ValueKind.Timestamp) return value.AsTimestamp;
        result.AddError($"`{NameOf(result)}`: expected a time such as `2026-03-02T10:00:00Z`, got `{text}`");
        return null;
    }

    /// <summary>The option that an argument belongs to, as typed.</summary>
    internal static string NameOf(ArgumentResult result) =>
        result.Parent is OptionResult option ? option.Option.Name : result.Argument.Name;
}
