using System.Globalization;
using System.Text;

namespace Pdp.Cli.Output;

/// <summary>
/// Text from policies and requests made safe to show: a terminal obeys control characters, and bidirectional overrides
/// make a line read as something that it is not.
/// </summary>
internal static class Printable
{
    /// <summary>The text with every such character as <c>\u{…}</c>; line feeds and tabs stay.</summary>
    public static string Lines(string text) => Escape(text, static c => c is '\n' or '\t');

    /// <summary>The text on one line: the same, and line feeds and tabs become blanks.</summary>
    public static string OneLine(string text) =>
        Escape(text.ReplaceLineEndings(" ").Replace('\t', ' '), static _ => false);

    /// <summary>A name between backticks, on one line: it has none itself, so that nobody takes for its end what is not.</summary>
    public static string Quoted(string text) => $"`{Unquoted(text)}`";

    /// <summary>The text on one line and without backticks: they stand around names alone.</summary>
    public static string Unquoted(string text) => OneLine(text).Replace("`", @"\u{60}", StringComparison.Ordinal);

    private static string Escape(string text, Func<char, bool> mayStay)
    {
        var first = 0;
        while (first < text.Length && (!IsUnsafe(text, first) || mayStay(text[first]))) first++;
        if (first == text.Length) return text;

        var builder = new StringBuilder(text.Length + 16).Append(text, 0, first);
        for (var i = first; i < text.Length; i++)
        {
            if (IsUnsafe(text, i) && !mayStay(text[i]))
            {
                builder.Append(CultureInfo.InvariantCulture, $"\\u{{{(int)text[i]:x}}}");
            }
            else
            {
                builder.Append(text[i]);
            }
        }

        return builder.ToString();
    }

    private static bool IsUnsafe(string text, int index)
    {
        var c = text[index];
        if (char.IsControl(c) || c is '\ufffe' or '\uffff') return true;
        if (c is '\u061c' or '\u200e' or '\u200f' or (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069')) return true;
        if (char.IsHighSurrogate(c)) return index + 1 == text.Length || !char.IsLowSurrogate(text[index + 1]);
        return char.IsLowSurrogate(c) && (index == 0 || !char.IsHighSurrogate(text[index - 1]));
    }
}
