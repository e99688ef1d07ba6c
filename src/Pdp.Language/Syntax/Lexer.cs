using System.Globalization;
using Pdp.Language.Diagnostics;
using Pdp.Language.Text;

namespace Pdp.Language.Syntax;

/// <summary>
/// Cuts a text into tokens. It reports what is no token and goes on; where an operator of another language stands, the
/// operator that was meant takes its place, so that the parser finds the rest.
/// </summary>
internal sealed class Lexer(string text, DiagnosticBag diagnostics)
{
    private readonly List<Token> _tokens = new(Math.Min(text.Length / 3 + 4, 4096));
    private int _position;

    /// <summary>The tokens, the last of which is <see cref="TokenKind.End"/>.</summary>
    public List<Token> Run(int maxErrors)
    {
        while (_position < text.Length && diagnostics.ErrorCount < maxErrors)
        {
            var c = text[_position];
            if (c is ' ' or '\t' or '\n' or '\r' or '\f') _position++;
            else if (c == '/' && At(1) == '/') SkipComment();
            else if (Words.IsIdentifierStart(c)) WordOrPrefixedLiteral();
            else if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(At(1)))) Number();
            else if (c is '\'' or '"') Quoted(_position, isRaw: false, TokenKind.String);
            else if (c == '`') QuotedIdentifier();
            else Operator(c);
        }

        _tokens.Add(new Token(TokenKind.End, text.Length, 0));
        return _tokens;
    }

    private char At(int offset) => _position + offset < text.Length ? text[_position + offset] : '\0';

    private void Take(TokenKind kind, int length)
    {
        _tokens.Add(new Token(kind, _position, length));
        _position += length;
    }

    /// <summary>Takes an operator that CEL writes otherwise, as the operator that was meant.</summary>
    private void TakeForeign(TokenKind meant, int length, string write) =>
        TakeForeign(meant, length, Advice.Write(new TextSpan(_position, length), write));

    private void TakeForeign(TokenKind meant, int length, Advice help)
    {
        var span = new TextSpan(_position, length);
        diagnostics.Error(DiagnosticCodes.Syntax, $"unknown operator `{text.Substring(_position, length)}`", span, help);
        Take(meant, length);
    }

    /// <summary>Whether the name of a parameter stands before the position, as in <c>exists(r => …)</c>.</summary>
    private bool AtLambda() => _tokens is [.., { Kind: TokenKind.LeftParen }, { Kind: TokenKind.Identifier }];

    private void SkipComment()
    {
        var end = text.AsSpan(_position).IndexOfAny('\n', '\r');
        _position = end < 0 ? text.Length : _position + end;
    }

    private void WordOrPrefixedLiteral()
    {
        var end = _position + 1;
        while (end < text.Length && Words.IsIdentifierPart(text[end])) end++;
        var word = text.AsSpan(_position, end - _position);
        if (end < text.Length && text[end] is '\'' or '"' && word.Length <= 2)
        {
            var isBytes = word[0] is 'b' or 'B';
            var isRaw = word[^1] is 'r' or 'R';
            if (word.Length == 1 ? isBytes || isRaw : isBytes && isRaw)
            {
                Quoted(end, isRaw, isBytes ? TokenKind.Bytes : TokenKind.String);
                return;
            }
        }

        var kind = word switch
        {
            "true" => TokenKind.True,
            "false" => TokenKind.False,
            "null" => TokenKind.Null,
            "in" => TokenKind.In,
            _ => TokenKind.Identifier,
        };
        Take(kind, word.Length);
    }

    private void Quoted(int open, bool isRaw, TokenKind kind)
    {
        var quote = text[open];
        var isTriple = open + 2 < text.Length && text[open + 1] == quote && text[open + 2] == quote;
        var i = open + (isTriple ? 3 : 1);
        while (i < text.Length)
        {
            var c = text[i];
            if (c == quote && (!isTriple || (i + 2 < text.Length && text[i + 1] == quote && text[i + 2] == quote)))
            {
                Take(kind, i + (isTriple ? 3 : 1) - _position);
                return;
            }

            if (!isTriple && c is '\n' or '\r') break;
            i += c == '\\' && !isRaw ? 2 : 1;
        }

        var end = Math.Min(i, text.Length);
        var delimiter = isTriple ? new string(quote, 3) : quote.ToString();
        diagnostics.Error(
            DiagnosticCodes.Literal, "unterminated string", TextSpan.FromBounds(_position, end),
            $"close it with `{delimiter}`");
        Take(TokenKind.BadLiteral, end - _position);
    }

    private void QuotedIdentifier()
    {
        var end = text.IndexOf('`', _position + 1);
        if (end < 0)
        {
            diagnostics.Error(
                DiagnosticCodes.Syntax, "unterminated quoted member name", TextSpan.FromBounds(_position, text.Length),
                "close it with a backquote");
            Take(TokenKind.QuotedIdentifier, text.Length - _position);
            return;
        }

        var name = text.AsSpan(_position + 1, end - _position - 1);
        var isValid = !name.IsEmpty;
        foreach (var c in name) isValid &= Words.IsQuotable(c);
        if (!isValid)
        {
            diagnostics.Error(
                DiagnosticCodes.Syntax, "a quoted member name consists of letters, digits, `_`, `.`, `-`, `/` and spaces",
                TextSpan.FromBounds(_position, end + 1), "read such a member by index: `a['name']`");
        }

        Take(TokenKind.QuotedIdentifier, end + 1 - _position);
    }

    private void Number()
    {
        var i = _position;
        var kind = TokenKind.Int;
        var isHex = text[i] == '0' && At(1) is 'x' or 'X' && char.IsAsciiHexDigit(At(2));
        if (isHex)
        {
            i += 2;
            while (i < text.Length && char.IsAsciiHexDigit(text[i])) i++;
        }
        else
        {
            SkipDigits(ref i);
            if (i + 1 < text.Length && text[i] == '.' && char.IsAsciiDigit(text[i + 1]))
            {
                kind = TokenKind.Double;
                i++;
                SkipDigits(ref i);
            }

            if (i < text.Length && text[i] is 'e' or 'E')
            {
                var digits = i + 1;
                if (digits < text.Length && text[digits] is '+' or '-') digits++;
                if (digits < text.Length && char.IsAsciiDigit(text[digits]))
                {
                    kind = TokenKind.Double;
                    i = digits;
                    SkipDigits(ref i);
                }
            }
        }

        if (kind == TokenKind.Int && i < text.Length && text[i] is 'u' or 'U')
        {
            kind = TokenKind.Uint;
            i++;
        }

        var end = i;
        while (end < text.Length && Words.IsIdentifierPart(text[end])) end++;

        // `1in [1]` is well formed: the operator that is a word needs no blank before it.
        if (end > i && text.AsSpan(i, end - i) is not "in")
        {
            i = end;
            var span = TextSpan.FromBounds(_position, i);
            diagnostics.Error(DiagnosticCodes.Literal, $"malformed number `{Excerpt.Of(text, span)}`", span, NumberMeant(span));
            kind = TokenKind.BadLiteral;
        }

        Take(kind, i - _position);
    }

    /// <summary>What other languages write as <c>1_000</c>, <c>30d</c> or <c>10k</c>.</summary>
    private Advice? NumberMeant(TextSpan span)
    {
        const int Longest = 18;
        if (span.Length > Longest) return null;
        var digits = text.Substring(span.Start, span.Length).Replace("_", "", StringComparison.Ordinal);
        if (digits.Length < span.Length) return digits.All(char.IsAsciiDigit) ? Advice.Write(span, digits) : null;
        var unit = digits.TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return unit switch
        {
            "d" => Advice.Write(span, $"days({digits[..^1]})"),
            "h" or "m" or "s" or "ms" or "us" or "ns" => Advice.Write(span, $"duration('{digits}')"),
            _ => null,
        };
    }

    private void SkipDigits(ref int i)
    {
        while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
    }

    private void Operator(char c)
    {
        switch (c)
        {
            case '(': Take(TokenKind.LeftParen, 1); break;
            case ')': Take(TokenKind.RightParen, 1); break;
            case '[': Take(TokenKind.LeftBracket, 1); break;
            case ']': Take(TokenKind.RightBracket, 1); break;
            case '{': Take(TokenKind.LeftBrace, 1); break;
            case '}': Take(TokenKind.RightBrace, 1); break;
            case ',': Take(TokenKind.Comma, 1); break;
            case '.': Take(TokenKind.Dot, 1); break;
            case '?' when At(1) is '?' or ':': TakeForeign(TokenKind.OrOr, 2, (Advice)"write `a.?b.orValue(c)` where `a.b` may be missing"); break;
            case '?': Take(TokenKind.Question, 1); break;
            case ':': Take(TokenKind.Colon, 1); break;
            case '+': Take(TokenKind.Plus, 1); break;
            case '-': Take(TokenKind.Minus, 1); break;
            case '*': Take(TokenKind.Star, 1); break;
            case '/': Take(TokenKind.Slash, 1); break;
            case '%': Take(TokenKind.Percent, 1); break;
            case '&' when At(1) == '&': Take(TokenKind.AndAnd, 2); break;
            case '&': TakeForeign(TokenKind.AndAnd, 1, "&&"); break;
            case '|' when At(1) == '|': Take(TokenKind.OrOr, 2); break;
            case '|': TakeForeign(TokenKind.OrOr, 1, "||"); break;
            case '=' when At(1) == '=' && At(2) == '=': TakeForeign(TokenKind.EqualEqual, 3, "=="); break;
            case '=' when At(1) == '=': Take(TokenKind.EqualEqual, 2); break;
            case '=' when At(1) == '>' && AtLambda(): TakeForeign(TokenKind.Comma, 2, ","); break;
            case '=' when At(1) == '>': TakeForeign(TokenKind.GreaterEqual, 2, ">="); break;
            case '=' when At(1) == '<': TakeForeign(TokenKind.LessEqual, 2, "<="); break;
            case '=' when At(1) == '~': TakeForeign(TokenKind.EqualEqual, 2, (Advice)"write `text.matches(pattern)`"); break;
            case '=': TakeForeign(TokenKind.EqualEqual, 1, "=="); break;
            case '!' when At(1) == '=' && At(2) == '=': TakeForeign(TokenKind.BangEqual, 3, "!="); break;
            case '!' when At(1) == '=': Take(TokenKind.BangEqual, 2); break;
            case '!': Take(TokenKind.Bang, 1); break;
            case '<' when At(1) == '>': TakeForeign(TokenKind.BangEqual, 2, "!="); break;
            case '<' when At(1) == '=': Take(TokenKind.LessEqual, 2); break;
            case '<': Take(TokenKind.Less, 1); break;
            case '>' when At(1) == '=': Take(TokenKind.GreaterEqual, 2); break;
            case '>': Take(TokenKind.Greater, 1); break;
            default: Unknown(c); break;
        }
    }

    private void Unknown(char c)
    {
        var length = char.IsHighSurrogate(c) ? 2 : 1;
        var shown = Shows(c) ? $"`{text.Substring(_position, length)}`" : $"U+{(int)c:X4}";
        var help = c switch
        {
            '\\' => "inside JSON, write CEL strings in single quotes, which need no backslash",
            '\u2018' or '\u2019' or '\u201C' or '\u201D' => "write strings in straight quotes: `'`",
            ';' => "a condition is one expression: join parts by `&&` or `||`",
            '#' => "a comment starts with `//`",
            '$' => "a name stands by itself: `subject.id`",
            '\u00A0' => "this is a no-break space: write a plain one",
            _ when !Shows(c) => "this character does not show: remove it",
            _ => null,
        };
        diagnostics.Error(DiagnosticCodes.Syntax, $"unexpected character {shown}", new TextSpan(_position, length), help);
        _position += length;
    }

    /// <summary>Whether people see that a character is there, which may be the first half of a pair.</summary>
    private static bool Shows(char c) => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark);
}
