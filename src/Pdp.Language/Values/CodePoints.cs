namespace Pdp.Language.Values;

/// <summary>Strings counted, cut and ordered by code point, as CEL wants, over .NET's UTF-16.</summary>
internal static class CodePoints
{
    /// <summary>Number of code points.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        // Most strings are without surrogates, and that is one vectorised scan.
        var first = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        if (first < 0) return text.Length;
        var count = first;
        for (var i = first; i < text.Length; i++)
            if (!IsTrailing(text, i)) count++;
        return count;
    }

    /// <summary>
    /// The UTF-16 offset of a code point, from 0 to the count (which gives the length); −1 when there are fewer.
    /// </summary>
    public static int OffsetOf(ReadOnlySpan<char> text, long index)
    {
        if (index < 0 || index > text.Length) return -1;
        var first = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        if (first < 0 || index <= first) return (int)index;
        var count = first;
        for (var i = first; i < text.Length; i++)
        {
            if (IsTrailing(text, i)) continue;
            if (count == index) return i;
            count++;
        }

        return count == index ? text.Length : -1;
    }

    /// <summary>The length in UTF-16 of the code point at an offset inside the text.</summary>
    public static int LengthAt(ReadOnlySpan<char> text, int offset) =>
        offset + 1 < text.Length && char.IsSurrogatePair(text[offset], text[offset + 1]) ? 2 : 1;

    /// <summary>Compares by code point: a surrogate counts as above U+E000–U+FFFF, which UTF-16 puts behind it.</summary>
    public static int Compare(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length) return left.Length.CompareTo(right.Length);
        int a = left[common];
        int b = right[common];
        return Rank(a).CompareTo(Rank(b));

        static int Rank(int unit) => unit < 0xD800 ? unit : unit < 0xE000 ? unit + 0x2000 : unit - 0x800;
    }

    private static bool IsTrailing(ReadOnlySpan<char> text, int index) =>
        index > 0 && char.IsSurrogatePair(text[index - 1], text[index]);
}
