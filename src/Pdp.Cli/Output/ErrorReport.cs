using Spectre.Console;

namespace Pdp.Cli.Output;

/// <summary>Errors about the command's own work, in the form that diagnostics have: message, then help.</summary>
internal static class ErrorReport
{
    /// <summary>Writes <c>error: message</c> and, below it, the help.</summary>
    public static void Error(this IAnsiConsole console, string message, string? help = null)
    {
        console.Line(("error", Palette.Bad), ($": {Printable.OneLine(message)}", Palette.Plain));
        if (help is not null) console.Line(("  = help", Palette.Help), ($": {Printable.OneLine(help)}", Palette.Plain));
    }

    /// <summary>Writes <c>warning: message</c>.</summary>
    public static void Warning(this IAnsiConsole console, string message) =>
        console.Line(("warning", Palette.Warning), ($": {Printable.OneLine(message)}", Palette.Plain));
}
