using System.Text;
using Pdp.Cli.Output;

namespace Pdp.Cli.Formatting;

/// <summary>Names of files in the header of a difference, as <c>git diff</c> writes and <c>patch</c> reads them.</summary>
internal static class DiffName
{
    private const string Letters = "abtnvfr"; // of the octets 7 to 13

    /// <summary>
    /// The name: between quotes and escaped as in C where it has what would be taken for something else, or what a terminal obeys; with a
    /// tab behind it where it has a blank, which would end it.
    /// </summary>
    public static string Of(string path)
    {
        var name = IsPlain(path) ? path : Quoted(path);
        return path.Contains(' ', StringComparison.Ordinal) ? $"{name}\t" : name;
    }

    // `patch` leaves out blanks at either end
    private static bool IsPlain(string path) =>
        path == Printable.OneLine(path) && path.AsSpan().IndexOfAny('"', '\\') < 0 && !path.StartsWith(' ') && !path.EndsWith(' ');

    private static string Quoted(string path)
    {
        var text = new StringBuilder("\"");
        Span<byte> octets = stackalloc byte[4];
        foreach (var rune in path.EnumerateRunes())
        {
            var shown = rune.ToString();
            if (rune.Value is '"' or '\\') text.Append('\\').Append(shown);
            else if (shown == Printable.OneLine(shown)) text.Append(shown);
            else if (rune.Value is >= 7 and <= 13) text.Append('\\').Append(Letters[rune.Value - 7]);
            else foreach (var octet in octets[..rune.EncodeToUtf8(octets)]) text.Append('\\').Append(Convert.ToString(octet, 8).PadLeft(3, '0'));
        }

        return text.Append('"').ToString();
    }
}
