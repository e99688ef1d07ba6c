using Pdp.Language.Diagnostics;
using Pdp.Language.Text;

namespace Pdp.Language.Syntax;

internal sealed partial class ExpressionParser
{
    /// <summary>Stands where an expression should; it never leaves the parser, because an error was reported.</summary>
    private sealed record MissingExpr(int Id, TextSpan Span) : Expr(Id, Span);

    private MissingExpr Missing(int start)
    {
        _height = 1;
        return new MissingExpr(NextId(), SpanFrom(start));
    }

    private MissingExpr TooDeep()
    {
        if (!_isAborted)
        {
            _diagnostics.Error(
                DiagnosticCodes.TooComplex, $"expected at most {_options.MaxDepth} levels of nesting", Current.Span,
                "split the expression into variables");
        }

        Abort();
        return Missing(Current.Start);
    }

    private void Abort()
    {
        _isAborted = true;
        _index = _tokens.Count - 1;
    }

    private void Report(string message, TextSpan span, Advice? help = null, string code = DiagnosticCodes.Syntax)
    {
        if (_isAborted || span.Start == _lastErrorAt) return;
        _lastErrorAt = span.Start;
        _diagnostics.Error(code, message, span, help);
        if (_diagnostics.ErrorCount >= _options.MaxErrors) Abort();
    }

    private void ReportUnexpected(string expected, Advice? otherwise = null)
    {
        Advice? help = Current.Kind == TokenKind.Identifier
            ? _text.AsSpan(Current.Start, Current.Length) switch
            {
                "not" => "write `!(a in b)`",
                "if" or "then" or "else" or "unless" => "write `condition ? a : b`",
                "is" or "eq" or "equals" => Advice.Write(Current.Span, "=="),
                "like" or "LIKE" => "write `text.contains(part)`, `text.startsWith(part)` or `text.matches(pattern)`",
                "between" or "BETWEEN" => "write `a <= x && x <= b`",
                "contains" or "startsWith" or "endsWith" or "matches" => $"write `text.{TextOf(Current)}(…)`",
                _ => otherwise,
            }
            : otherwise ?? (Current.Kind is TokenKind.AndAnd or TokenKind.OrOr
                ? (Advice)$"an operand stands on both sides of `{TextOf(Current)}`"
                : null);
        Report($"expected {expected}, got {Describe(Current)}", Current.Span, help);
    }

    /// <summary>Help for a bracket that closes nothing; null for other tokens.</summary>
    private static Advice? Stray(TokenKind kind) => kind switch
    {
        TokenKind.RightParen => "remove it, or write the `(` that it closes",
        TokenKind.RightBracket => "remove it, or write the `[` that it closes",
        TokenKind.RightBrace => "remove it, or write the `{` that it closes",
        _ => null,
    };

    private string Describe(Token token) =>
        token.Kind == TokenKind.End ? "the end" : $"`{Excerpt.Of(_text, token.Span)}`";

    /// <summary>Help where the text ends before a bracket is closed; null for other tokens.</summary>
    private static Advice? Unclosed(TokenKind kind) => kind switch
    {
        TokenKind.RightParen => "each `(` needs its `)`",
        TokenKind.RightBracket => "each `[` needs its `]`",
        TokenKind.RightBrace => "each `{` needs its `}`",
        _ => null,
    };

    /// <summary>Takes a token, or reports that it is missing and skips to where it may still come.</summary>
    private bool Expect(TokenKind kind, string expected)
    {
        if (Current.Kind != kind)
        {
            ReportUnexpected(expected, Current.Kind == TokenKind.End ? Unclosed(kind) : null);
            Synchronize();
            if (Current.Kind != kind) return false;
        }

        Advance();
        return true;
    }

    /// <summary>
    /// Takes <c>if a then b else c</c> as the one mistake that it is, up to the bracket around it or the end.
    /// </summary>
    private MissingExpr SkipConditional()
    {
        var start = Current.Start;
        ReportUnexpected("an expression");
        Synchronize(stopsAtJoints: false);
        return Missing(start);
    }

    private bool AtConditionalWord() =>
        Current.Kind == TokenKind.Identifier
        && _text.AsSpan(Current.Start, Current.Length) is "if" or "then" or "else" or "unless";

    /// <summary>Skips to the next token that closes or (unless told otherwise) joins something, over whole brackets.</summary>
    private void Synchronize(bool stopsAtJoints = true)
    {
        var open = 0;
        while (true)
        {
            switch (Current.Kind)
            {
                case TokenKind.End:
                    return;
                case TokenKind.LeftParen or TokenKind.LeftBracket or TokenKind.LeftBrace:
                    open++;
                    break;
                case TokenKind.RightParen or TokenKind.RightBracket or TokenKind.RightBrace:
                    if (open == 0) return;
                    open--;
                    break;
                case TokenKind.Comma or TokenKind.Colon or TokenKind.AndAnd or TokenKind.OrOr:
                    if (open == 0 && stopsAtJoints) return;
                    break;
            }

            Advance();
        }
    }
}
