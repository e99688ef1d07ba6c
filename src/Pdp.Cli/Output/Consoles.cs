using Pdp.Cli.Hosting;
using Spectre.Console;

namespace Pdp.Cli.Output;

/// <summary>Makes the consoles that commands draw on. Nothing but the host decides how they look.</summary>
internal static class Consoles
{
    /// <summary>Standard output.</summary>
    public static IAnsiConsole Output(CliHost host, ColourMode mode) =>
        Create(host, host.Out, Colours.Wanted(host, mode, host.OutputIsTerminal));

    /// <summary>Standard error.</summary>
    public static IAnsiConsole Error(CliHost host, ColourMode mode) =>
        Create(host, host.Err, Colours.Wanted(host, mode, host.ErrorIsTerminal));

    /// <summary>A console over a writer, as wide as the host's.</summary>
    public static IAnsiConsole Create(CliHost host, TextWriter writer, bool coloured)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = coloured ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = coloured ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new FixedOutput(writer, host.Width()),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            EnvironmentVariables = [],
        });
        console.Profile.Capabilities.Unicode = IsUnicode(host);
        return console;
    }

    // POSIX: the first of the three that is set decides. Without any (containers) UTF-8 is the better guess.
    private static bool IsUnicode(CliHost host)
    {
        var locale = FirstSet(host.Variable("LC_ALL"), host.Variable("LC_CTYPE"), host.Variable("LANG"));
        return locale is null
            || locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase)
            || locale.Contains("UTF8", StringComparison.OrdinalIgnoreCase);
    }

    private static string? FirstSet(params ReadOnlySpan<string?> values)
    {
        foreach (var value in values)
        {
            if (!string.IsNullOrEmpty(value)) return value;
        }

        return null;
    }

    private sealed class FixedOutput(TextWriter writer, int width) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => false;

        public int Width => width;

        public int Height => 1000;

        public void SetEncoding(System.Text.Encoding encoding)
        {
            // The writer's encoding is the host's choice.
        }
    }
}
