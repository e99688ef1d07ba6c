using Pdp.Language.Syntax;

namespace Pdp.Language.Formatting;

/// <summary>Tells before which tokens of an expression that parses a blank stands, asked for each of them in order.</summary>
internal sealed class TokenSpacing
{
    // for each open bracket: how many conditions `? :` wait for their colon within it
    private readonly Stack<int> _conditions = new();
    private int _open;
    private TokenKind? _last;
    private bool _lastIsPrefix;

    /// <summary>Whether a blank stands between this token and the one before.</summary>
    public bool Next(TokenKind kind)
    {
        var isOperandBefore = IsOperandEnd(_last);
        var isPrefix = kind switch
        {
            TokenKind.Bang => true,
            TokenKind.Minus => !isOperandBefore,
            // `.a`: a name from the outermost scope
            TokenKind.Dot => !isOperandBefore,
            // `a.?b`, `a[?k]`, `[?e]`, `{?k: v}`: the mark of an optional follows no operand
            TokenKind.Question => !isOperandBefore,
            _ => false,
        };
        var isMapColon = kind == TokenKind.Colon && _open == 0;
        var wantsBlank = _last is { } last && !_lastIsPrefix && kind switch
        {
            TokenKind.Comma or TokenKind.RightParen or TokenKind.RightBracket or TokenKind.RightBrace => false,
            TokenKind.Dot when isOperandBefore => false,
            TokenKind.Colon when isMapColon => false,
            TokenKind.LeftParen or TokenKind.LeftBracket or TokenKind.LeftBrace when isOperandBefore => false,
            _ => last is not (TokenKind.Dot or TokenKind.LeftParen or TokenKind.LeftBracket or TokenKind.LeftBrace),
        };
        switch (kind)
        {
            case TokenKind.LeftParen or TokenKind.LeftBracket or TokenKind.LeftBrace:
                _conditions.Push(_open);
                _open = 0;
                break;
            case TokenKind.RightParen or TokenKind.RightBracket or TokenKind.RightBrace:
                _conditions.TryPop(out _open);
                break;
            case TokenKind.Question when !isPrefix:
                _open++;
                break;
            case TokenKind.Colon when !isMapColon:
                _open--;
                break;
        }

        _last = kind;
        _lastIsPrefix = isPrefix;
        return wantsBlank;
    }

    private static bool IsOperandEnd(TokenKind? kind) => kind is TokenKind.Identifier or TokenKind.QuotedIdentifier
        or TokenKind.True or TokenKind.False or TokenKind.Null
        or TokenKind.Int or TokenKind.Uint or TokenKind.Double or TokenKind.String or TokenKind.Bytes
        or TokenKind.RightParen or TokenKind.RightBracket or TokenKind.RightBrace;
}
