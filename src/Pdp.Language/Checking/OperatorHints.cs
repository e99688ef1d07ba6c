using System.Globalization;
using Pdp.Language.Diagnostics;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.Checking;

/// <summary>Help for an operator that does not take its operands.</summary>
internal sealed class OperatorHints
{
    private readonly string _text;
    private readonly BinaryExpr _binary;
    private readonly CelType _left;
    private readonly CelType _right;

    private OperatorHints(string text, BinaryExpr binary, CelType left, CelType right)
    {
        _text = text;
        _binary = binary;
        _left = Unwrapped(left);
        _right = Unwrapped(right);
    }

    /// <summary>What to write instead.</summary>
    public static Advice For(string text, BinaryExpr binary, CelType left, CelType right) =>
        new OperatorHints(text, binary, left, right).Find();

    /// <summary>The text of an operand as it may stand beside any operator and before a member.</summary>
    public static string Operand(string text, Expr node)
    {
        var source = text.Substring(node.Span.Start, node.Span.Length);
        return node is BinaryExpr or LogicExpr or ConditionalExpr or UnaryExpr ? $"({source})" : source;
    }

    /// <summary>Whether a value of a type may be an element of a list.</summary>
    public static bool MayHold(CelType list, CelType element) =>
        list.Kind == CelTypeKind.List
        && Unwrapped(list.Parameters[0]) is var held && (held.Kind == CelTypeKind.Dyn || held.Equals(Unwrapped(element)));

    private bool IsEquality => _binary.Operator is BinaryOperator.Equal or BinaryOperator.NotEqual;

    private bool IsComparison => _binary.Operator is >= BinaryOperator.Equal and <= BinaryOperator.GreaterOrEqual;

    private Advice Find()
    {
        var advice = _binary.Operator == BinaryOperator.In ? In() : Chain() ?? Numbers() ?? Equality() ?? Unquoted() ?? Text() ?? Time();
        if (advice is not null) return advice;
        return _left.IsOptional || _right.IsOptional
            ? "say what an absent value means: `.orValue(…)`"
            : $"`{OperatorText.Of(_binary.Operator)}` takes operands of one type";
    }

    private Advice In()
    {
        var (left, right) = (Operand(_text, _binary.Left), Operand(_text, _binary.Right));
        if (_binary.Left is UnaryExpr { Operator: UnaryOperator.Not } not && _right.Kind is CelTypeKind.List or CelTypeKind.Map)
            return Advice.Write(_binary.Span, $"!({Operand(_text, not.Operand)} in {right})");
        if (Networks.IsRange(_right) && Networks.Containing(_left) is { } containing)
            return Advice.Write(_binary.Span, $"{right}.{containing}({Source(_binary.Left)})");
        if (_right.Kind != CelTypeKind.String) return NoRange;
        if (_left.Kind == CelTypeKind.String) return InText(left, right);
        return MayHold(_left, _right) ? Advice.Write(_binary.Span, $"{right} in {left}") : NoRange;
    }

    private static Advice NoRange => "`in` looks for an element of a list or a key of a map";

    /// <summary>A text in a text: part of it, unless what is looked in is a constant, which then stands for a list or a range.</summary>
    private Advice InText(string left, string right)
    {
        if (_binary.Left is LiteralExpr || _binary.Right is not LiteralExpr { Value.AsString: { } constant })
            return Advice.Write(_binary.Span, $"{right}.contains({Source(_binary.Left)})");
        if (Networks.IsRange(constant)) return Advice.Write(_binary.Span, $"cidr({right}).containsIP({Source(_binary.Left)})");
        var words = constant.Split(',', StringSplitOptions.TrimEntries).Select(word => $"'{LiteralWriter.Escape(word, '\'')}'");
        return Advice.Write(_binary.Span, $"{left} in [{string.Join(", ", words)}]");
    }

    private string Source(Expr node) => _text.Substring(node.Span.Start, node.Span.Length);

    /// <summary><c>9 &lt;= x &lt;= 17</c>.</summary>
    private Advice? Chain() =>
        IsOrder(_binary) && _binary.Left is BinaryExpr first && IsOrder(first)
        && _text.AsSpan(first.Span.End, _binary.OperatorSpan.Start - first.Span.End).IsWhiteSpace()
            ? Advice.Write(
                _binary.Span, $"{Source(first)} && {Source(first.Right)} {OperatorText.Of(_binary.Operator)} {Source(_binary.Right)}")
            : null;

    private static bool IsOrder(BinaryExpr binary) => binary.Operator is >= BinaryOperator.Less and <= BinaryOperator.GreaterOrEqual;

    private Advice? Numbers()
    {
        if (!IsNumber(_left) || !IsNumber(_right) || _left.Kind == _right.Kind) return null;
        if (_binary.Operator == BinaryOperator.Modulo)
        {
            return _left.Kind == CelTypeKind.Int ? Converted("int", _binary.Right)
                : _right.Kind == CelTypeKind.Int ? Converted("int", _binary.Left)
                : "`%` takes whole numbers";
        }

        if (_left.Kind == CelTypeKind.Double) return Converted("double", _binary.Right);
        return _right.Kind == CelTypeKind.Double
            ? Converted("double", _binary.Left)
            : Converted("int", _left.Kind == CelTypeKind.Uint ? _binary.Left : _binary.Right);
    }

    private Advice? Equality()
    {
        if (!IsEquality) return null;
        if (_left.Kind == CelTypeKind.Null) return $"`{Excerpt(_binary.Right)}` is never null: ask for presence by `has(…)`";
        if (_right.Kind == CelTypeKind.Null) return $"`{Excerpt(_binary.Left)}` is never null: ask for presence by `has(…)`";
        if (MayHold(_left, _right)) return Membership(_binary.Right, _binary.Left);
        return MayHold(_right, _left) ? Membership(_binary.Left, _binary.Right) : null;
    }

    private Advice Membership(Expr element, Expr list)
    {
        var membership = $"{Operand(_text, element)} in {Operand(_text, list)}";
        return Advice.Write(_binary.Span, _binary.Operator == BinaryOperator.Equal ? membership : $"!({membership})");
    }

    /// <summary>A number or truth that was written in quotes.</summary>
    private Advice? Unquoted()
    {
        if (!IsComparison) return null;
        if (Literal(_binary.Right, _left) is { } right) return Advice.Write(_binary.Right.Span, right);
        return Literal(_binary.Left, _right) is { } left ? Advice.Write(_binary.Left.Span, left) : null;
    }

    private static string? Literal(Expr node, CelType type)
    {
        if (node is not LiteralExpr { Value.AsString: { } text }) return null;
        switch (type.Kind)
        {
            case CelTypeKind.Bool:
                return text is "true" or "false" ? text : null;
            case CelTypeKind.Int when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                return number.ToString(CultureInfo.InvariantCulture);
            case CelTypeKind.Uint when ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                return number.ToString(CultureInfo.InvariantCulture) + "u";
            case CelTypeKind.Double
                when double.TryParse(
                    text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                    && Math.Abs(number) < 1e15:
                return number.ToString("0.0################", CultureInfo.InvariantCulture);
            default:
                return null;
        }
    }

    private Advice? Text()
    {
        if (_binary.Operator != BinaryOperator.Add || (_left.Kind == CelTypeKind.String) == (_right.Kind == CelTypeKind.String)) return null;
        var (other, type) = _left.Kind == CelTypeKind.String ? (_binary.Right, _right) : (_binary.Left, _left);
        return type.Kind is CelTypeKind.Int or CelTypeKind.Uint or CelTypeKind.Double or CelTypeKind.Bool or CelTypeKind.Timestamp
            or CelTypeKind.Duration
                ? Converted("string", other)
                : null;
    }

    private Advice? Time()
    {
        if (!IsComparison && _binary.Operator is not (BinaryOperator.Add or BinaryOperator.Subtract)) return null;
        return (_left.Kind, _right.Kind) switch
        {
            (CelTypeKind.Timestamp, CelTypeKind.String) => Moment(_binary.Right),
            (CelTypeKind.String, CelTypeKind.Timestamp) => Moment(_binary.Left),
            (CelTypeKind.Duration, CelTypeKind.String) => Duration(_binary.Right),
            (CelTypeKind.String, CelTypeKind.Duration) => Duration(_binary.Left),
            (CelTypeKind.Duration, CelTypeKind.Int) or (CelTypeKind.Int, CelTypeKind.Duration) => "write a duration: `duration('60s')`",
            _ => null,
        };
    }

    private Advice Moment(Expr node)
    {
        if (node is not LiteralExpr { Value.AsString: { } text }) return Converted("timestamp", node);
        if (IsMoment(text)) return Converted("timestamp", node);
        if (IsMoment(text + "T00:00:00Z")) return Advice.Write(node.Span, $"timestamp('{text}T00:00:00Z')");
        return _binary.Operator == BinaryOperator.Subtract && CelText.ParseDuration(text).AsError is null
            ? Converted("duration", node)
            : "a moment is written as `timestamp('2026-01-31T08:30:00Z')`";
    }

    private static bool IsMoment(string text) => CelText.ParseTimestamp(text).AsError is null;

    private Advice Duration(Expr node) =>
        node is LiteralExpr { Value.AsString: { } text } && CelText.ParseDuration(text).AsError is not null
            ? "a duration is written as `duration('1h30m')`"
            : Converted("duration", node);

    private Advice Converted(string function, Expr node) =>
        Advice.Write(node.Span, $"{function}({_text.AsSpan(node.Span.Start, node.Span.Length)})");

    private string Excerpt(Expr node) => Language.Text.Excerpt.Of(_text, node.Span);

    private static bool IsNumber(CelType type) => type.Kind is CelTypeKind.Int or CelTypeKind.Uint or CelTypeKind.Double;

    private static CelType Unwrapped(CelType type) => type.Kind == CelTypeKind.Wrapper ? type.Parameters[0] : type;
}
