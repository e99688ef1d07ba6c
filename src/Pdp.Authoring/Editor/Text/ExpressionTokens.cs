using Pdp.Language.Diagnostics;
using Pdp.Language.Syntax;

namespace Pdp.Authoring.Editor.Text;

/// <summary>The tokens of an expression, which may be half typed: what stands in front of a place can be told without a whole tree.</summary>
internal sealed class ExpressionTokens
{
    // longer ones are refused anyway
    private const int MostErrors = 100;

    private readonly string _text;
    private readonly List<Token> _tokens;

    public ExpressionTokens(string text)
    {
        _text = text;
        _tokens = text.Length > ParserOptions.Default.MaxLength ? [new Token(TokenKind.End, text.Length, 0)] : new Lexer(text, new DiagnosticBag()).Run(MostErrors);
    }

    public string Text => _text;

    public IReadOnlyList<Token> All => _tokens;

    public Token this[int index] => index >= 0 && index < _tokens.Count ? _tokens[index] : new Token(TokenKind.End, _text.Length, 0);

    /// <summary>The name at a place, by its index; −1 when there is none.</summary>
    public int NameAt(int position) => _tokens.FindIndex(token => token.Kind == TokenKind.Identifier && token.Start <= position && position <= token.End);

    /// <summary>The last token that begins before a place; −1 when there is none.</summary>
    public int LastBefore(int position) => _tokens.FindLastIndex(token => token.Kind != TokenKind.End && token.Start < position);

    public string TextOf(int index) => this[index] is { Kind: not TokenKind.End } token ? _text.Substring(token.Start, token.Length) : "";

    public bool Is(int index, TokenKind kind) => this[index].Kind == kind;

    /// <summary>Whether a token is the dot before a member, with or without the mark of an optional one.</summary>
    public bool IsDot(int index, out int dot)
    {
        dot = Is(index, TokenKind.Question) && Is(index - 1, TokenKind.Dot) ? index - 1 : index;
        return index >= 0 && Is(dot, TokenKind.Dot);
    }

    /// <summary>
    /// Where the chain begins of which a token is the last: <c>a.b(c)[d].e</c>. Null when what stands there can be no end of one.
    /// </summary>
    public int? ChainStart(int last)
    {
        for (var i = last; ;)
        {
            switch (this[i].Kind)
            {
                case TokenKind.RightParen or TokenKind.RightBracket or TokenKind.RightBrace:
                    if (Opening(i) is not { } open) return null;
                    var before = this[open - 1].Kind;
                    var isLiteral = this[i].Kind == TokenKind.RightBrace || !(before is TokenKind.Identifier or TokenKind.RightParen or TokenKind.RightBracket or TokenKind.String);
                    if (isLiteral || open == 0) return open;
                    // `(x)` behind a name is its call
                    if (this[i].Kind == TokenKind.RightParen && before != TokenKind.Identifier) return open;
                    i = open - 1;
                    continue;
                case TokenKind.Identifier or TokenKind.QuotedIdentifier or TokenKind.String or TokenKind.True or TokenKind.False or TokenKind.Null
                    or TokenKind.Int or TokenKind.Uint or TokenKind.Double or TokenKind.Bytes:
                    if (i == 0 || !IsDot(i - 1, out var dot)) return i;
                    if (dot == 0) return 0;
                    i = dot - 1;
                    continue;
                default:
                    return null;
            }
        }
    }

    private int? Opening(int close)
    {
        var depth = 0;
        for (var i = close; i >= 0; i--)
        {
            if (this[i].Kind is TokenKind.RightParen or TokenKind.RightBracket or TokenKind.RightBrace) depth++;
            if (this[i].Kind is TokenKind.LeftParen or TokenKind.LeftBracket or TokenKind.LeftBrace && --depth == 0) return i;
        }

        return null;
    }

    /// <summary>The calls whose arguments a place is in, from the outside in: each with the index of its opening bracket.</summary>
    public List<int> OpenCalls(int position)
    {
        var open = new List<int>();
        for (var i = 0; i < _tokens.Count && _tokens[i].Start < position; i++)
        {
            if (_tokens[i].Kind is TokenKind.LeftParen or TokenKind.LeftBracket or TokenKind.LeftBrace) open.Add(i);
            else if (_tokens[i].Kind is TokenKind.RightParen or TokenKind.RightBracket or TokenKind.RightBrace && open.Count > 0 && _tokens[i].End <= position) open.RemoveAt(open.Count - 1);
        }

        return open;
    }

    /// <summary>The text from one token to another.</summary>
    public string Between(int first, int last) => _text[this[first].Start..this[last].End];
}
