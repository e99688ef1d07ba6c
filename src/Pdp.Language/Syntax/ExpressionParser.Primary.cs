using System.Collections.Immutable;
using Pdp.Language.Diagnostics;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Syntax;

internal sealed partial class ExpressionParser
{
    private Expr ParsePostfix()
    {
        var start = Current.Start;
        var isName = Current.Kind is TokenKind.Identifier or TokenKind.Dot;
        var result = ParsePrimary();
        isName &= result is IdentExpr;
        while (true)
        {
            switch (Current.Kind)
            {
                case TokenKind.Dot:
                    result = ParseMember(start, result);
                    isName &= result is SelectExpr { Optional: false };
                    break;
                case TokenKind.LeftBracket:
                    result = ParseIndex(start, result);
                    isName = false;
                    break;
                case TokenKind.LeftBrace when isName:
                    result = ParseStruct(start, result);
                    isName = false;
                    break;
                default:
                    return result;
            }
        }
    }

    private Expr ParseMember(int start, Expr operand)
    {
        var height = _height;
        var dot = Current;
        Advance();
        var isOptional = TakeOptionalMark(dot.Start);
        var name = Current;
        switch (name.Kind)
        {
            case TokenKind.Identifier:
                Advance();
                if (Current.Kind == TokenKind.LeftParen && !isOptional)
                    return ParseCall(start, TextOf(name), name.Span, operand, height);
                return Select(TextOf(name));
            case TokenKind.QuotedIdentifier:
                if (!_options.QuotedSelectors) Report("quoted member names are not supported", name.Span);
                Advance();
                return Select(name.Length < 2 ? "" : _text.Substring(name.Start + 1, name.Length - 2));
            case TokenKind.String when name.Length > 2 && Words.IsIdentifier(_text.AsSpan(name.Start + 1, name.Length - 2)):
                var unquoted = _text.Substring(name.Start + 1, name.Length - 2);
                Report(
                    $"expected a member name, got `{TextOf(name)}`", name.Span,
                    Advice.Write(TextSpan.FromBounds(start, name.End), $"{_text.AsSpan(start, name.Start - start)}{unquoted}"));
                Advance();
                return Select(unquoted);
            case TokenKind.True or TokenKind.False or TokenKind.Null or TokenKind.In:
                Report(
                    $"expected a member name, got the reserved word `{TextOf(name)}`", name.Span,
                    $"quote it: .`{TextOf(name)}`");
                Advance();
                return Missing(start);
            default:
                ReportUnexpected("a member name");
                Synchronize();
                return Missing(start);
        }

        Expr Select(string field) =>
            Grown(new SelectExpr(NextId(), SpanFrom(start), operand, field, name.Span, isOptional), height);
    }

    private Expr ParseIndex(int start, Expr operand)
    {
        var height = _height;
        var bracket = Current;
        Advance();
        var isOptional = TakeOptionalMark(bracket.Start);
        var index = ParseExpression();
        height = Math.Max(height, _height);
        if (!Expect(TokenKind.RightBracket, "`]`")) return Missing(start);
        return Grown(new IndexExpr(NextId(), SpanFrom(start), operand, index, isOptional), height);
    }

    /// <summary>Takes the <c>?</c> of optional syntax when one stands here.</summary>
    private bool TakeOptionalMark(int start)
    {
        if (Current.Kind != TokenKind.Question) return false;
        if (!_options.OptionalSyntax)
        {
            var span = TextSpan.FromBounds(start, Current.End);
            Report($"unsupported syntax `{Excerpt.Of(_text, span)}`", span);
        }

        Advance();
        return true;
    }

    private Expr ParsePrimary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Identifier:
                return ParseName(token.Start, isRooted: false);
            case TokenKind.Dot when Following.Kind == TokenKind.Identifier:
                Advance();
                return ParseName(token.Start, isRooted: true);
            case TokenKind.LeftParen:
                return ParseParenthesised();
            case TokenKind.LeftBracket:
                return ParseList();
            case TokenKind.LeftBrace:
                return ParseMap();
            case TokenKind.True:
                return Literal(token, Value.True);
            case TokenKind.False:
                return Literal(token, Value.False);
            case TokenKind.Null:
                return Literal(token, Value.Null);
            case TokenKind.Int:
                return Literal(token, _literals.Int(token, isNegative: false));
            case TokenKind.Uint:
                return Literal(token, _literals.Uint(token));
            case TokenKind.Double:
                return Literal(token, _literals.Double(token, isNegative: false));
            case TokenKind.String:
                return Literal(token, _literals.String(token));
            case TokenKind.Bytes:
                return Literal(token, _literals.Bytes(token));
            case TokenKind.Minus when Following.Kind is TokenKind.Int or TokenKind.Double:
                Advance();
                var number = Current;
                var value = number.Kind == TokenKind.Int
                    ? _literals.Int(number, isNegative: true)
                    : _literals.Double(number, isNegative: true);
                return Literal(token with { Length = number.End - token.Start }, value);
            case TokenKind.BadLiteral:
                Advance();
                return Missing(token.Start);
            case TokenKind.QuotedIdentifier:
                Report("a quoted name can only be a member: `a.`…", token.Span, "write it behind a dot");
                Advance();
                return Missing(token.Start);
            default:
                ReportUnexpected("an expression");
                if (token.Kind is not (TokenKind.AndAnd or TokenKind.OrOr)) Synchronize();
                return Missing(token.Start);
        }
    }

    private Expr Literal(Token token, Value? value)
    {
        Advance();
        return value is { } constant ? Leaf(new LiteralExpr(NextId(), token.Span, constant)) : Missing(token.Start);
    }

    private Expr ParseName(int start, bool isRooted)
    {
        var token = Current;
        var name = TextOf(token);
        if (name == "if" && !isRooted) return SkipConditional();
        if (Words.Reserved.Contains(name))
        {
            var isStatement = Following.Kind == TokenKind.Identifier && name is "let" or "var" or "const";
            Report(
                $"reserved word `{name}` cannot be used as a name", token.Span,
                isStatement ? "write `cel.bind(name, value, expression)`, or add to the policy's `variables`"
                : name == "return" ? "an expression is its value: leave `return` away"
                : null);
            if (isStatement)
            {
                Synchronize(stopsAtJoints: false);
                return Missing(start);
            }
        }

        Advance();
        if (name == "return" && Current.Kind == TokenKind.Identifier) return ParsePostfix();
        if (Current.Kind != TokenKind.LeftParen)
            return Leaf(new IdentExpr(NextId(), SpanFrom(start), name, isRooted));
        return ParseCall(start, isRooted ? "." + name : name, token.Span, null, 0);
    }

    private Expr ParseParenthesised()
    {
        var start = Current.Start;
        Advance();
        var inner = ParseExpression();
        var height = _height;
        if (!Expect(TokenKind.RightParen, "`)`")) return Missing(start);
        _height = height;
        return inner;
    }

    private Expr ParseCall(int start, string function, TextSpan functionSpan, Expr? target, int height)
    {
        Advance();
        var arguments = ImmutableArray.CreateBuilder<Expr>();
        if (Current.Kind != TokenKind.RightParen)
        {
            do
            {
                arguments.Add(ParseExpression());
                height = Math.Max(height, _height);
            }
            while (TakeComma());
        }

        if (!Expect(TokenKind.RightParen, "`,` or `)`")) return Missing(start);
        return Call(start, function, functionSpan, target, arguments.DrainToImmutable(), height);
    }

    private bool TakeComma()
    {
        if (Current.Kind != TokenKind.Comma) return false;
        Advance();
        return true;
    }

    /// <summary>The grammar has the last comma of a list or map also where nothing is before it: <c>[,]</c>.</summary>
    private void SkipLoneComma(TokenKind closing)
    {
        if (Current.Kind == TokenKind.Comma && Following.Kind == closing) Advance();
    }

    private Expr ParseList()
    {
        var start = Current.Start;
        var height = 0;
        Advance();
        SkipLoneComma(TokenKind.RightBracket);
        var elements = ImmutableArray.CreateBuilder<ListElement>();
        while (Current.Kind is not (TokenKind.RightBracket or TokenKind.End))
        {
            var isOptional = TakeOptionalMark(Current.Start);
            elements.Add(new ListElement(ParseExpression(), isOptional));
            height = Math.Max(height, _height);
            if (!TakeComma()) break;
        }

        if (!Expect(TokenKind.RightBracket, "`,` or `]`")) return Missing(start);
        return Grown(new ListExpr(NextId(), SpanFrom(start), elements.DrainToImmutable()), height);
    }

    private Expr ParseMap()
    {
        var start = Current.Start;
        var height = 0;
        Advance();
        SkipLoneComma(TokenKind.RightBrace);
        var entries = ImmutableArray.CreateBuilder<MapEntry>();
        while (Current.Kind is not (TokenKind.RightBrace or TokenKind.End))
        {
            var id = NextId();
            var isOptional = TakeOptionalMark(Current.Start);
            var key = ParseExpression();
            height = Math.Max(height, _height);
            if (!Expect(TokenKind.Colon, "`:`"))
            {
                if (TakeComma()) continue;
                break;
            }

            var value = ParseExpression();
            height = Math.Max(height, _height);
            entries.Add(new MapEntry(id, key, value, isOptional));
            if (!TakeComma()) break;
        }

        if (!Expect(TokenKind.RightBrace, "`,` or `}`")) return Missing(start);
        return Grown(new MapExpr(NextId(), SpanFrom(start), entries.DrainToImmutable()), height);
    }

    private Expr ParseStruct(int start, Expr name)
    {
        var height = 0;
        Advance();
        var fields = ImmutableArray.CreateBuilder<StructField>();
        while (Current.Kind is not (TokenKind.RightBrace or TokenKind.End))
        {
            var id = NextId();
            var isOptional = TakeOptionalMark(Current.Start);
            var token = Current;
            if (token.Kind is not (TokenKind.Identifier or TokenKind.QuotedIdentifier))
            {
                ReportUnexpected("a field name");
                Synchronize();
                break;
            }

            if (token.Kind == TokenKind.QuotedIdentifier && !_options.QuotedSelectors)
                Report("quoted member names are not supported", token.Span);
            Advance();
            if (!Expect(TokenKind.Colon, "`:`")) break;
            var value = ParseExpression();
            height = Math.Max(height, _height);
            var field = token.Kind == TokenKind.Identifier ? TextOf(token) : TextOf(token).Trim('`');
            fields.Add(new StructField(id, field, token.Span, value, isOptional));
            if (!TakeComma()) break;
        }

        if (!Expect(TokenKind.RightBrace, "`,` or `}`")) return Missing(start);
        return Grown(new StructExpr(NextId(), SpanFrom(start), QualifiedName(name), fields.DrainToImmutable()), height);
    }

    private static string QualifiedName(Expr name)
    {
        var parts = new Stack<string>();
        while (name is SelectExpr select)
        {
            parts.Push(select.Field);
            name = select.Operand;
        }

        var root = (IdentExpr)name;
        parts.Push(root.Rooted ? "." + root.Name : root.Name);
        return string.Join('.', parts);
    }
}
