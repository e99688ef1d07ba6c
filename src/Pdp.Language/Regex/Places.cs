namespace Pdp.Language.Regex;

/// <summary>What stands on one side of a place.</summary>
internal enum Neighbour : byte
{
    /// <summary>The start or the end of the text.</summary>
    Nothing,

    /// <summary>A line feed.</summary>
    LineFeed,

    /// <summary>A letter or digit of ASCII, or an underscore.</summary>
    Word,

    /// <summary>Any other character.</summary>
    Other,
}

/// <summary>Which places lie between two neighbours.</summary>
internal static class Places
{
    /// <summary>Whether what a pattern asks for is here.</summary>
    public static bool Holds(Place place, Neighbour before, Neighbour after) => place switch
    {
        Place.TextStart => before == Neighbour.Nothing,
        Place.TextEnd => after == Neighbour.Nothing,
        Place.LineStart => before is Neighbour.Nothing or Neighbour.LineFeed,
        Place.LineEnd => after is Neighbour.Nothing or Neighbour.LineFeed,
        Place.WordBoundary => (before == Neighbour.Word) != (after == Neighbour.Word),
        _ => (before == Neighbour.Word) == (after == Neighbour.Word),
    };

    /// <summary>The neighbour that a code point is; below zero stands for none.</summary>
    public static Neighbour Of(int rune) => rune switch
    {
        < 0 => Neighbour.Nothing,
        '\n' => Neighbour.LineFeed,
        '_' or (>= '0' and <= '9') or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') => Neighbour.Word,
        _ => Neighbour.Other,
    };

    /// <summary>The neighbour at an offset of a text.</summary>
    public static Neighbour At(string text, int offset) => Of((uint)offset < (uint)text.Length ? text[offset] : -1);
}
