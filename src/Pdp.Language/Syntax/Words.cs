using System.Collections.Frozen;

namespace Pdp.Language.Syntax;

/// <summary>Which words may name what.</summary>
internal static class Words
{
    /// <summary>Words that the language keeps for itself: no variable and no global function bears such a name.</summary>
    public static readonly FrozenSet<string> Reserved = FrozenSet.ToFrozenSet(
        [
            "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
            "namespace", "return", "var", "void", "while",
        ],
        StringComparer.Ordinal);

    /// <summary>Words that are tokens of their own, not even usable after a dot.</summary>
    public static readonly FrozenSet<string> Keywords =
        FrozenSet.ToFrozenSet(["true", "false", "null", "in"], StringComparer.Ordinal);

    public static bool IsIdentifierStart(char c) => char.IsAsciiLetter(c) || c == '_';

    public static bool IsIdentifierPart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    /// <summary>Whether a quoted selector may hold the character.</summary>
    public static bool IsQuotable(char c) => IsIdentifierPart(c) || c is '.' or '/' or ' ' or '-';

    /// <summary>Whether a text has the form of an identifier; reserved words and keywords have it too.</summary>
    public static bool IsIdentifier(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !IsIdentifierStart(text[0])) return false;
        foreach (var c in text)
        {
            if (!IsIdentifierPart(c)) return false;
        }

        return true;
    }
}
