using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Calls;

/// <summary><c>+ - * / %</c>. Concatenation draws on the budget.</summary>
/// <param name="left">The left operand.</param>
/// <param name="right">The right operand.</param>
/// <param name="op">The operator.</param>
/// <param name="adapting">
/// Which operand is an integer literal that becomes a double beside a double: −1 the left, 1 the right, 0 none.
/// </param>
/// <param name="span">The whole.</param>
internal sealed class ArithmeticNode(Node left, Node right, BinaryOperator op, int adapting, TextSpan span) : Node
{
    public override Value Evaluate(Frame frame)
    {
        var a = left.Evaluate(frame);
        if (a.IsError) return a;
        var b = right.Evaluate(frame);
        if (b.IsError) return b;
        if (adapting > 0 && a.IsDouble) b = NumericLiteral.Adapt(b);
        if (adapting < 0 && b.IsDouble) a = NumericLiteral.Adapt(a);
        var result = op switch
        {
            BinaryOperator.Add => Add(frame, a, b),
            BinaryOperator.Subtract => Subtract(a, b),
            BinaryOperator.Multiply => Arithmetic.Multiply(a, b),
            BinaryOperator.Divide => Arithmetic.Divide(a, b),
            _ => Arithmetic.Modulo(a, b),
        };
        return result.AsError is { } error ? Value.From(error.At(span)) : result;
    }

    private static Value Add(Frame frame, in Value a, in Value b)
    {
        if (a.IsInt && b.IsInt)
        {
            var sum = unchecked(a.AsInt + b.AsInt);
            if (((a.AsInt ^ sum) & (b.AsInt ^ sum)) >= 0) return Value.From(sum);
        }

        return Concatenation.Charge(frame, a, b) is { } limit ? Value.From(limit) : Arithmetic.Add(a, b);
    }

    private static Value Subtract(in Value a, in Value b)
    {
        if ((a.IsInt && b.IsInt) || (a.IsInlineTimestamp && b.IsInlineTimestamp))
        {
            var difference = unchecked(a.Bits - b.Bits);
            if (((a.Bits ^ b.Bits) & (a.Bits ^ difference)) >= 0)
                return a.IsInt ? Value.From(difference) : Value.FromDuration(difference);
        }

        return Arithmetic.Subtract(a, b);
    }
}

/// <summary><c>-x</c>.</summary>
internal sealed class NegateNode(Node operand, TextSpan span) : Node
{
    public override Value Evaluate(Frame frame)
    {
        var value = operand.Evaluate(frame);
        if (value.IsError) return value;
        var result = Arithmetic.Negate(value);
        return result.AsError is { } error ? Value.From(error.At(span)) : result;
    }
}

/// <summary>Integer literals beside doubles that only show at run time.</summary>
internal static class NumericLiteral
{
    private const long LargestExact = 1L << 53;

    /// <summary>The literal as a double when it is exactly representable, else itself.</summary>
    public static Value Adapt(in Value literal) =>
        literal.IsInt && literal.AsInt is >= -LargestExact and <= LargestExact
            ? Value.From((double)literal.AsInt)
            : literal;
}

/// <summary>What concatenations cost; how long a result may be is the arithmetic's own limit.</summary>
internal static class Concatenation
{
    private const int PerUnit = 16;

    /// <summary>Draws for a concatenation by its length.</summary>
    /// <returns>Null when it may be done (or is none), else the error.</returns>
    public static EvalError? Charge(Frame frame, in Value left, in Value right)
    {
        long length = 0;
        if (left.AsString is { } text) length = text.Length + (right.AsString?.Length ?? 0L);
        else if (left.AsList is { } list) length = list.Count + (right.AsList?.Count ?? 0L);
        else if (left.AsBytes is { } octets) length = octets.Span.Length + (right.AsBytes?.Span.Length ?? 0L);
        return length < PerUnit ? null : frame.Draw(length / PerUnit);
    }
}
