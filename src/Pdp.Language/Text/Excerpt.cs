namespace Pdp.Language.Text;

/// <summary>Quotes a stretch of a text in a message.</summary>
internal static class Excerpt
{
    private const int Longest = 40;

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
