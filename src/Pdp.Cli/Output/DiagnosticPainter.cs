using Pdp.Bundles;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Spectre.Console;

namespace Pdp.Cli.Output;

/// <summary>Colours the text of a diagnostic: its severity, the caret, the help. The text itself stays as it is.</summary>
internal static class DiagnosticPainter
{
    /// <summary>Writes a diagnostic.</summary>
    public static void Write(IAnsiConsole console, SourceDiagnostic diagnostic) =>
        console.Write(new StyledText(Paint(Printable.Lines(DiagnosticText.Format(diagnostic)), diagnostic.Severity)));

    /// <summary>The lines of a formatted diagnostic in styled pieces, each line ended.</summary>
    internal static IEnumerable<(string Text, Style Style)> Paint(string text, Severity severity)
    {
        var style = severity == Severity.Error ? Palette.Bad : Palette.Warning;
        var lines = text.Split('\n');
        foreach (var piece in First(lines[0], severity, style)) yield return piece;
        foreach (var line in lines.Skip(1))
        {
            foreach (var piece in Following(line, style)) yield return piece;
        }
    }

    // file: pointer:line:column: error CODE: message
    private static IEnumerable<(string, Style)> First(string line, Severity severity, Style style)
    {
        var word = severity == Severity.Error ? ": error " : ": warning ";
        var start = line.IndexOf(word, StringComparison.Ordinal);
        var end = start < 0 ? -1 : line.IndexOf(':', start + word.Length);
        if (end < 0)
        {
            yield return (line + "\n", Palette.Plain);
            yield break;
        }

        yield return (line[..(start + 2)], Palette.Strong);
        yield return (line[(start + 2)..end], style);
        yield return (line[end..] + "\n", Palette.Plain);
    }

    private static IEnumerable<(string, Style)> Following(string line, Style style)
    {
        var trimmed = line.TrimStart();
        if (trimmed.StartsWith("= ", StringComparison.Ordinal))
        {
            yield return (line + "\n", Palette.Help);
            yield break;
        }

        var bar = line.IndexOf('|', StringComparison.Ordinal);
        var afterBar = bar < 0 ? "" : line[(bar + 1)..];
        var isCaret = bar >= 0 && afterBar.Contains('^', StringComparison.Ordinal) && afterBar.Trim().Trim('^').Length == 0;
        yield return (bar < 0 ? "" : line[..(bar + 1)], Palette.Quiet);
        yield return ((bar < 0 ? line : afterBar) + "\n", isCaret ? style : Palette.Plain);
    }
}
