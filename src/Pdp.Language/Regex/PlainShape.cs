using System.Text;

namespace Pdp.Language.Regex;

/// <summary>A pattern that asks for nothing but literal text: no automaton is needed to answer whether it matches.</summary>
/// <param name="Text">The literal.</param>
/// <param name="AtStart">Whether it must stand at the start.</param>
/// <param name="AtEnd">Whether it must stand at the end.</param>
internal sealed record PlainShape(string Text, bool AtStart, bool AtEnd)
{
    /// <summary>The shape of a pattern, or null when it has none.</summary>
    public static PlainShape? Of(Re2Node root)
    {
        var parts = root is SequenceNode sequence ? sequence.Parts.ToList() : [root];
        // Whether there is a match does not depend on a star at an open end.
        while (parts.Count > 0 && IsStar(parts[^1])) parts.RemoveAt(parts.Count - 1);
        while (parts.Count > 0 && IsStar(parts[0])) parts.RemoveAt(0);
        var atStart = parts is [PlaceNode { Place: Place.TextStart }, ..];
        if (atStart) parts.RemoveAt(0);
        var atEnd = parts is [.., PlaceNode { Place: Place.TextEnd }];
        if (atEnd) parts.RemoveAt(parts.Count - 1);
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            if (part is not SetNode { Single: >= 0 and var rune }) return null;
            text.Append(new Rune(rune).ToString());
        }

        return new PlainShape(text.ToString(), atStart, atEnd);
    }

    /// <summary>Whether a text has the literal at its place.</summary>
    public bool IsMatch(string text) => (AtStart, AtEnd) switch
    {
        (true, true) => string.Equals(text, Text, StringComparison.Ordinal),
        (true, false) => text.StartsWith(Text, StringComparison.Ordinal),
        (false, true) => text.EndsWith(Text, StringComparison.Ordinal),
        _ => text.Contains(Text, StringComparison.Ordinal),
    };

    private static bool IsStar(Re2Node node) => node is RepeatNode { Min: 0, Body: SetNode };
}
