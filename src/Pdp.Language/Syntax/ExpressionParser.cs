using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pdp.Language.Diagnostics;
using Pdp.Language.Text;

namespace Pdp.Language.Syntax;

/// <summary>
/// Parses by precedence climbing. After an error it skips to a token that closes or joins something and goes on, so that
/// several errors are told at once. The height of the tree is bounded as well as the depth of the recursion, because a
/// chain such as <c>a + a + …</c> or <c>a.b.c…</c> is parsed by a loop and yet grows a deep tree.
/// </summary>
internal sealed partial class ExpressionParser
{
    private readonly string _text;
    private readonly ParserOptions _options;
    private readonly List<Token> _tokens;
    private readonly DiagnosticBag _diagnostics;
    private readonly LiteralReader _literals;
    private int _index;
    private int _lastEnd;
    private int _lastId;
    private int _depth;

    /// <summary>The height of the tree that the last parsing method returned.</summary>
    private int _height;

    private bool _isAborted;
    private int _lastErrorAt = -1;

    public ExpressionParser(string text, ParserOptions options, List<Token> tokens, DiagnosticBag diagnostics)
    {
        _text = text;
        _options = options;
        _tokens = tokens;
        _diagnostics = diagnostics;
        _literals = new LiteralReader(text, diagnostics);
    }

    private Token Current => _tokens[_index];

    private Token Following => _tokens[Math.Min(_index + 1, _tokens.Count - 1)];

    /// <summary>The whole text's tree; meaningful only when no error was reported.</summary>
    public Expr Run()
    {
        var root = ParseExpression();
        while (Current.Kind != TokenKind.End)
        {
            ReportUnexpected("an operator or the end", Stray(Current.Kind));
            if (AtConditionalWord()) break;
            Advance();
            if (Current.Kind != TokenKind.End) ParseExpression();
        }

        return root;
    }

    private Expr ParseExpression()
    {
        if (_depth >= _options.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) return TooDeep();
        _depth++;
        var start = Current.Start;
        var result = ParseOr();
        if (Current.Kind == TokenKind.Question) result = ParseConditional(start, result);
        _depth--;
        return result;
    }

    private Expr ParseConditional(int start, Expr condition)
    {
        var height = _height;
        var question = Current;
        Advance();
        var then = ParseOr();
        height = Math.Max(height, _height);
        if (Current.Kind != TokenKind.Colon && IsSafeNavigation(question))
        {
            var span = new TextSpan(question.Start, 2);
            Report("unknown operator `?.`", span, Advice.Write(span, ".?"));
            return Missing(start);
        }

        if (Current.Kind == TokenKind.Question)
        {
            Report("expected `:`, got `?`", Current.Span, "put the inner `? :` in parentheses");
            Synchronize();
        }

        if (!Expect(TokenKind.Colon, "`:`")) return Missing(start);
        var otherwise = ParseExpression();
        height = Math.Max(height, _height);
        return Grown(new ConditionalExpr(NextId(), SpanFrom(start), condition, then, otherwise), height);
    }

    /// <summary>Whether a <c>?</c> stands between a name and a dot as in other languages' <c>a?.b</c>.</summary>
    private bool IsSafeNavigation(Token question) =>
        question.Start > 0 && Words.IsIdentifierPart(_text[question.Start - 1])
        && question.End < _text.Length && _text[question.End] == '.';

    private Expr ParseOr() => ParseChain(isAnd: false);

    private Expr ParseAnd() => ParseChain(isAnd: true);

    private Expr ParseChain(bool isAnd)
    {
        var start = Current.Start;
        var first = isAnd ? ParseBinary(1) : ParseAnd();
        if (!AtLogicOperator(isAnd)) return first;

        var height = _height;
        var operands = ImmutableArray.CreateBuilder<Expr>();
        operands.Add(first);
        while (AtLogicOperator(isAnd))
        {
            Advance();
            operands.Add(isAnd ? ParseBinary(1) : ParseAnd());
            height = Math.Max(height, _height);
        }

        return Grown(new LogicExpr(NextId(), SpanFrom(start), isAnd, operands.DrainToImmutable()), height);
    }

    private bool AtLogicOperator(bool isAnd)
    {
        if (Current.Kind == (isAnd ? TokenKind.AndAnd : TokenKind.OrOr)) return true;
        if (Current.Kind != TokenKind.Identifier) return false;
        var word = _text.AsSpan(Current.Start, Current.Length);
        if (!word.Equals(isAnd ? "and" : "or", StringComparison.OrdinalIgnoreCase)) return false;
        Report($"unknown operator `{word}`", Current.Span, Advice.Write(Current.Span, isAnd ? "&&" : "||"));
        return true;
    }

    private Expr ParseBinary(int minimum)
    {
        var start = Current.Start;
        var left = ParseUnary();
        var height = _height;
        while (true)
        {
            var (precedence, @operator) = BinaryOperatorOf(CurrentBinary());
            if (precedence < minimum) break;
            var span = Current.Span;
            Advance();
            var right = ParseBinary(precedence + 1);
            left = Grown(
                new BinaryExpr(NextId(), SpanFrom(start), @operator, span, left, right), Math.Max(height, _height));
            height = _height;
        }

        _height = height;
        return left;
    }

    /// <summary>The kind of the token at hand; that of <c>in</c> where another language's word for it stands.</summary>
    private TokenKind CurrentBinary()
    {
        if (Current.Kind != TokenKind.Identifier) return Current.Kind;
        var word = _text.AsSpan(Current.Start, Current.Length);
        if (word.Equals("in", StringComparison.OrdinalIgnoreCase))
        {
            Report($"unknown operator `{word}`", Current.Span, Advice.Write(Current.Span, "in"));
            return TokenKind.In;
        }

        if (Following.Kind != TokenKind.In || word is not "not") return TokenKind.Identifier;
        ReportUnexpected("an operator or the end");
        Advance();
        return TokenKind.In;
    }

    private static (int Precedence, BinaryOperator Operator) BinaryOperatorOf(TokenKind kind) => kind switch
    {
        TokenKind.EqualEqual => (1, BinaryOperator.Equal),
        TokenKind.BangEqual => (1, BinaryOperator.NotEqual),
        TokenKind.Less => (1, BinaryOperator.Less),
        TokenKind.LessEqual => (1, BinaryOperator.LessOrEqual),
        TokenKind.Greater => (1, BinaryOperator.Greater),
        TokenKind.GreaterEqual => (1, BinaryOperator.GreaterOrEqual),
        TokenKind.In => (1, BinaryOperator.In),
        TokenKind.Plus => (2, BinaryOperator.Add),
        TokenKind.Minus => (2, BinaryOperator.Subtract),
        TokenKind.Star => (3, BinaryOperator.Multiply),
        TokenKind.Slash => (3, BinaryOperator.Divide),
        TokenKind.Percent => (3, BinaryOperator.Modulo),
        _ => (0, default),
    };

    /// <summary>A run of <c>!</c> or of <c>-</c>; a minus before a number belongs to the number.</summary>
    private Expr ParseUnary()
    {
        if (!AtUnaryOperator()) return ParsePostfix();
        var operators = new Stack<Token>();
        while (AtUnaryOperator())
        {
            if (operators.TryPeek(out var before) && IsNot(before) != IsNot(Current))
            {
                Report(
                    "`!` and `-` cannot stand side by side", TextSpan.Covering(before.Span, Current.Span),
                    "put the inner one in parentheses");
            }

            operators.Push(Current);
            Advance();
        }

        var operand = ParsePostfix();
        while (operators.TryPop(out var token))
        {
            var @operator = IsNot(token) ? UnaryOperator.Not : UnaryOperator.Negate;
            operand = Grown(new UnaryExpr(NextId(), SpanFrom(token.Start), @operator, operand), _height);
        }

        return operand;
    }

    private static bool IsNot(Token token) => token.Kind != TokenKind.Minus;

    private bool AtUnaryOperator()
    {
        switch (Current.Kind)
        {
            case TokenKind.Bang:
                return true;
            case TokenKind.Minus:
                return Following.Kind is not (TokenKind.Int or TokenKind.Double);
            case TokenKind.Identifier
                when Following.Kind is TokenKind.Identifier or TokenKind.True or TokenKind.False
                    && _text.AsSpan(Current.Start, Current.Length).Equals("not", StringComparison.OrdinalIgnoreCase):
                Report($"unknown operator `{TextOf(Current)}`", Current.Span, Advice.Write(Current.Span, "!"));
                return true;
            default:
                return false;
        }
    }

    private int NextId() => ++_lastId;

    private string TextOf(Token token) => _text.Substring(token.Start, token.Length);

    private TextSpan SpanFrom(int start) => TextSpan.FromBounds(start, Math.Max(start, _lastEnd));

    private void Advance()
    {
        _lastEnd = Current.End;
        if (_index < _tokens.Count - 1) _index++;
    }

    /// <summary>Takes a node whose tallest child has the given height; gives up when it grows too tall.</summary>
    private Expr Grown(Expr node, int tallestChild)
    {
        _height = tallestChild + 1;
        return _height > _options.MaxDepth ? TooDeep() : node;
    }

    private Expr Leaf(Expr node)
    {
        _height = 1;
        return node;
    }
}
