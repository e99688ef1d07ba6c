using System.Text;
using Pdp.Language.Regex;

namespace Pdp.Language.Guards;

/// <summary>What is known of the strings for which a function of strings is true.</summary>
/// <param name="Text">What they begin with; empty when nothing is known.</param>
/// <param name="IsWhole">Whether that is all they are.</param>
internal readonly record struct TextBound(string Text, bool IsWhole)
{
    /// <summary>
    /// What a pattern tells: the literal text behind <c>^</c>, where that means the start of the text and stands first,
    /// outside of any choice. Null for what is no pattern.
    /// </summary>
    public static TextBound? OfPattern(string pattern)
    {
        if (ParsedPattern.Of(pattern).Root is not { } root) return null;
        if (root is not SequenceNode { Parts: [PlaceNode { Place: Regex.Place.TextStart }, ..] parts }) return new TextBound("", false);
        var text = new StringBuilder();
        var at = 1;
        for (; at < parts.Length && parts[at] is SetNode { Single: >= 0 and var rune } && Rune.IsValid(rune); at++)
            text.Append(new Rune(rune).ToString());
        return new TextBound(text.ToString(), parts.Length == at + 1 && parts[at] is PlaceNode { Place: Regex.Place.TextEnd });
    }
}
