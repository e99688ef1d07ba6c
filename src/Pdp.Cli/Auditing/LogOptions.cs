using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Output;

namespace Pdp.Cli.Auditing;

/// <summary>Options that several commands of logs have.</summary>
internal static class LogOptions
{
    private const int Most = 1_000_000_000;

    /// <summary>How records are written.</summary>
    /// <param name="isText">Whether as text, unless the command line says otherwise.</param>
    public static Option<ReportFormat> Format(bool isText)
    {
        (string, ReportFormat) text = ("text", ReportFormat.Text), json = ("json", ReportFormat.Json);
        return CommonOptions.Choice(
            "--format", "how records are written, a line each: as the log has them, or for people", "FORMAT", isText ? new[] { text, json } : new[] { json, text });
    }

    /// <summary>An option whose value is a number of records.</summary>
    public static Option<int> Count(string name, string description, int least, int standard) => new(name)
    {
        HelpName = "NUMBER",
        Description = description,
        DefaultValueFactory = _ => standard,
        CustomParser = result => Parse(result, least),
    };

    private static int Parse(ArgumentResult result, int least)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= Most) return number;
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"`{CommonOptions.NameOf(result)}`: expected a number from {least} to {Most}, got `{text}`"));
        return default;
    }
}
