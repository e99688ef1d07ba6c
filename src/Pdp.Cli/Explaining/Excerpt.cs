using System.Text;
using Pdp.Cli.Output;
using Pdp.Language.Text;
using Spectre.Console;

namespace Pdp.Cli.Explaining;

/// <summary>The line of an expression that has a place in it, and a caret below that place.</summary>
internal static class Excerpt
{
    /// <summary>The line, cut on both sides to a width in columns, and the line of carets.</summary>
    public static (string Line, string Carets) Of(string text, TextSpan span, int width)
    {
        var start = Math.Clamp(span.Start, 0, text.Length);
        var lineStart = start == 0 ? 0 : text.LastIndexOf('\n', start - 1) + 1;
        var lineEnd = text.IndexOf('\n', start);
        if (lineEnd < 0) lineEnd = text.Length;
        var end = Math.Clamp(span.End, start, lineEnd);

        var before = Printable.OneLine(text[lineStart..start]);
        var marked = Printable.OneLine(text[start..end]);
        var after = Printable.OneLine(text[end..lineEnd]);
        before = LastCells(before, Math.Max(width / 3, width - marked.GetCellWidth() - after.GetCellWidth()));
        marked = FirstCells(marked, width - before.GetCellWidth());
        after = FirstCells(after, width - before.GetCellWidth() - marked.GetCellWidth());
        var carets = new string('^', Math.Max(1, marked.GetCellWidth()));
        return (before + marked + after, new string(' ', before.GetCellWidth()) + carets);
    }

    private static string FirstCells(string text, int cells)
    {
        if (text.GetCellWidth() <= cells) return text;
        if (cells <= 0) return "";
        var kept = new StringBuilder();
        var used = 1;
        foreach (var rune in text.EnumerateRunes())
        {
            used += rune.ToString().GetCellWidth();
            if (used > cells) break;
            kept.Append(rune.ToString());
        }

        return kept.Append('…').ToString();
    }

    private static string LastCells(string text, int cells)
    {
        if (text.GetCellWidth() <= cells) return text;
        Rune[] runes = [.. text.EnumerateRunes()];
        var used = 1;
        var first = runes.Length;
        while (first > 0)
        {
            used += runes[first - 1].ToString().GetCellWidth();
            if (used > cells) break;
            first--;
        }

        return "…" + string.Concat(runes.Skip(first).Select(static r => r.ToString()));
    }
}
