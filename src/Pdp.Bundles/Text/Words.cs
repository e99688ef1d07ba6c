using System.Text;

namespace Pdp.Bundles.Text;

/// <summary>The author's own words within messages.</summary>
internal static class Words
{
    private const int MaxLength = 80;

    /// <summary>The text in backticks, on one line, cut when it is long.</summary>
    public static string Quote(string text)
    {
        var shown = new StringBuilder(Math.Min(text.Length, MaxLength) + 2).Append('`');
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length > MaxLength)
            {
                shown.Append('…');
                break;
            }

            shown.Append(rune.Value == '`' ? "'" : IsUnsafe(rune) ? "\uFFFD" : rune.ToString());
        }

        return shown.Append('`').ToString();
    }

    /// <summary>The text on one line, with nothing in it that a terminal might obey.</summary>
    public static string Plain(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) shown.Append(IsUnsafe(rune) ? "\uFFFD" : rune.ToString());
        return shown.ToString();
    }

    /// <summary>Whether it is a control character, a line separator, or a mark that turns the direction of what follows.</summary>
    public static bool IsUnsafe(Rune rune) =>
        rune.Value is < 0x20 or (>= 0x7f and < 0xa0) or 0x2028 or 0x2029 or (>= 0x202a and <= 0x202e) or (>= 0x2066 and <= 0x2069);

    /// <summary>The words in backticks: <c>`a`, `b` or `c`</c>.</summary>
    public static string OneOf(IReadOnlyCollection<string> words) => words.Count switch
    {
        0 => "nothing",
        1 => Quote(words.First()),
        _ => $"{string.Join(", ", words.SkipLast(1).Select(Quote))} or {Quote(words.Last())}",
    };
}
