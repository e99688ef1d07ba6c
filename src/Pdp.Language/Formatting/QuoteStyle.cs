namespace Pdp.Language.Formatting;

/// <summary>
/// The quotes of string literals: single ones, which need no escape inside JSON, unless the text has single quotes itself or is
/// written in three quotes.
/// </summary>
internal static class QuoteStyle
{
    /// <summary>A literal that was read without a mistake, with single quotes where nothing else must change for it.</summary>
    public static string Of(ReadOnlySpan<char> literal)
    {
        var open = literal.IndexOfAny('\'', '"');
        var isTriple = literal.Length >= open + 6 && literal[open + 1] == literal[open] && literal[open + 2] == literal[open];
        if (literal[open] == '\'' || isTriple || literal[open..].Contains('\'')) return literal.ToString();
        var content = literal[(open + 1)..^1];
        var isRaw = open > 0 && literal[open - 1] is 'r' or 'R';

        // a double quote within needs its escape no more
        var text = isRaw ? content.ToString() : Unescape(content);
        return $"{literal[..open]}'{text}'";
    }

    private static string Unescape(ReadOnlySpan<char> content)
    {
        if (!content.Contains("\\\"", StringComparison.Ordinal)) return content.ToString();
        var text = new System.Text.StringBuilder(content.Length);
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] == '\\' && content[i + 1] == '"') i++;
            else if (content[i] == '\\') text.Append(content[i++]);
            text.Append(content[i]);
        }

        return text.ToString();
    }
}
