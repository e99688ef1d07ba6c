using Pdp.Language.Text;

namespace Pdp.Language.Syntax;

/// <summary>The kinds of token.</summary>
internal enum TokenKind
{
    End,
    Identifier,
    QuotedIdentifier,
    True,
    False,
    Null,
    In,
    Int,
    Uint,
    Double,
    String,
    Bytes,

    /// <summary>A literal that was found to be malformed; the finding has been reported.</summary>
    BadLiteral,
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    Comma,
    Dot,
    Question,
    Colon,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    Bang,
    AndAnd,
    OrOr,
    EqualEqual,
    BangEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

/// <summary>A token: its kind and where it stands; its text is read from there when it is wanted.</summary>
internal readonly record struct Token(TokenKind Kind, int Start, int Length)
{
    public int End => Start + Length;

    public TextSpan Span => new(Start, Length);
}
