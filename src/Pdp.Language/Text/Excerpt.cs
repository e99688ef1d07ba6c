namespace Pdp.Language.Text;

/// <summary>Quotes a stretch of a text in a message.</summary>
internal static class Excerpt
{
    private const int Longest = 40;

    /// <summary>A name, cut when it is very long.</summary>
    public static string OfName(string name)
    {
        const int LongestName = 80;
        return Of(name, new TextSpan(0, name.Length), LongestName);
    }

    /// <summary>The text of a span in one line, cut when it is long.</summary>
    public static string Of(string text, TextSpan span, int longest = Longest)
    {
        var cut = span.Length > longest;
        var end = cut ? span.Start + longest : span.End;
        if (cut && char.IsHighSurrogate(text[end - 1])) end--;
        var excerpt = text[span.Start..end].ReplaceLineEndings(" ").Replace('\t', ' ');
        return cut ? excerpt + "…" : excerpt;
    }
}
