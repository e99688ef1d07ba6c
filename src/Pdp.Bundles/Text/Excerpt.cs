using System.Text;

namespace Pdp.Bundles.Text;

/// <summary>A line with carets under a part of it, in columns of a terminal.</summary>
/// <param name="Line">The line, cut when it is long, without control characters.</param>
/// <param name="Carets">Blanks and carets.</param>
internal readonly record struct Excerpt(string Line, string Carets)
{
    private const int MaxColumns = 100;

    // so much before the place is kept when a line has to be cut
    private const int Before = 40;

    /// <summary>Makes an excerpt of a line.</summary>
    /// <param name="line">The line, without its end.</param>
    /// <param name="start">Where the carets begin, in UTF-16 units.</param>
    /// <param name="length">How many units they cover.</param>
    public static Excerpt Of(string line, int start, int length)
    {
        start = Math.Clamp(start, 0, line.Length);
        var end = Math.Clamp(start + length, start, line.Length);
        var from = 0;
        var before = DisplayWidth.Of(line.AsSpan(0, start));
        if (before + DisplayWidth.Of(line.AsSpan(start)) > MaxColumns)
        {
            while (before > Before)
            {
                Rune.DecodeFromUtf16(line.AsSpan(from), out var rune, out var units);
                before -= DisplayWidth.Of(rune);
                from += units;
            }
        }

        var shown = new StringBuilder();
        var columns = 0;
        var blanks = 0;
        var carets = 0;
        if (from > 0)
        {
            shown.Append('…');
            columns = blanks = 1;
        }

        var at = from;
        foreach (var rune in line.AsSpan(from).EnumerateRunes())
        {
            var width = DisplayWidth.Of(rune);
            if (columns + width > MaxColumns)
            {
                shown.Append('…');
                break;
            }

            // what a terminal might obey is shown as a blank
            var isUnsafe = Words.IsUnsafe(rune);
            shown.Append(isUnsafe ? " " : rune.ToString());
            if (isUnsafe) width = 1;
            columns += width;
            if (at < start) blanks += width;
            else if (at < end) carets += width;
            at += rune.Utf16SequenceLength;
        }

        return new Excerpt(shown.ToString(), new string(' ', blanks) + new string('^', Math.Max(1, carets)));
    }
}
