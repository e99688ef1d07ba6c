using System.Globalization;
using Pdp.Language.Runtime;

namespace Pdp.Language.Values;

/// <summary><c>+ - * / %</c> and negation; overflow, zero divisors and unfit types are errors.</summary>
public static class Arithmetic
{
    /// <summary><c>left + right</c>: numbers, strings, bytes, lists, durations, time stamp and duration.</summary>
    public static Value Add(in Value left, in Value right)
    {
        switch (left.Kind)
        {
            case ValueKind.Int when right.IsInt:
                var (a, b) = (left.AsInt, right.AsInt);
                var sum = unchecked(a + b);
                return ((a ^ sum) & (b ^ sum)) < 0 ? OutOfRange(a, "+", b, "int") : Value.From(sum);
            case ValueKind.Uint when right.IsUint:
                var total = unchecked(left.AsUint + right.AsUint);
                return total < left.AsUint ? OutOfRange(left.AsUint, "+", right.AsUint, "uint") : Value.FromUint(total);
            case ValueKind.Double when right.IsDouble:
                return Value.From(left.AsDouble + right.AsDouble);
            case ValueKind.String when right.AsString is { } text:
                return (long)left.AsString!.Length + text.Length > ValueLimits.MaxLength
                    ? Value.From(ValueLimits.StringTooLong)
                    : Value.From(string.Concat(left.AsString, text));
            case ValueKind.Bytes when right.AsBytes is { } octets:
                return Concat(left.AsBytes!, octets);
            case ValueKind.List when right.AsList is { } list:
                return Concat(left.AsList!, list);
            case ValueKind.Duration when right.Kind == ValueKind.Duration:
                return TimeArithmetic.Add(left.AsDurationNanos, right.AsDurationNanos);
            case ValueKind.Duration when right.Kind == ValueKind.Timestamp:
                return TimeArithmetic.Add(right.AsTimestamp, left.AsDurationNanos);
            case ValueKind.Timestamp when right.Kind == ValueKind.Duration:
                return TimeArithmetic.Add(left.AsTimestamp, right.AsDurationNanos);
            default:
                return ValueLimits.NoOverload("+", left, right);
        }
    }

    /// <summary><c>left - right</c>: numbers, durations, time stamps, time stamp and duration.</summary>
    public static Value Subtract(in Value left, in Value right)
    {
        switch (left.Kind)
        {
            case ValueKind.Int when right.IsInt:
                var (a, b) = (left.AsInt, right.AsInt);
                var difference = unchecked(a - b);
                return ((a ^ b) & (a ^ difference)) < 0 ? OutOfRange(a, "-", b, "int") : Value.From(difference);
            case ValueKind.Uint when right.IsUint:
                return left.AsUint < right.AsUint
                    ? OutOfRange(left.AsUint, "-", right.AsUint, "uint")
                    : Value.FromUint(left.AsUint - right.AsUint);
            case ValueKind.Double when right.IsDouble:
                return Value.From(left.AsDouble - right.AsDouble);
            case ValueKind.Duration when right.Kind == ValueKind.Duration:
                return TimeArithmetic.Subtract(left.AsDurationNanos, right.AsDurationNanos);
            case ValueKind.Timestamp when right.Kind == ValueKind.Duration:
                return TimeArithmetic.Subtract(left.AsTimestamp, right.AsDurationNanos);
            case ValueKind.Timestamp when right.Kind == ValueKind.Timestamp:
                return TimeArithmetic.Subtract(left.AsTimestamp, right.AsTimestamp);
            default:
                return ValueLimits.NoOverload("-", left, right);
        }
    }

    /// <summary><c>left * right</c>.</summary>
    public static Value Multiply(in Value left, in Value right)
    {
        switch (left.Kind)
        {
            case ValueKind.Int when right.IsInt:
                var high = Math.BigMul(left.AsInt, right.AsInt, out long low);
                return high != low >> 63 ? OutOfRange(left.AsInt, "*", right.AsInt, "int") : Value.From(low);
            case ValueKind.Uint when right.IsUint:
                var carry = Math.BigMul(left.AsUint, right.AsUint, out var product);
                return carry != 0 ? OutOfRange(left.AsUint, "*", right.AsUint, "uint") : Value.FromUint(product);
            case ValueKind.Double when right.IsDouble:
                return Value.From(left.AsDouble * right.AsDouble);
            default:
                return ValueLimits.NoOverload("*", left, right);
        }
    }

    /// <summary><c>left / right</c>; integers truncate toward zero.</summary>
    public static Value Divide(in Value left, in Value right)
    {
        switch (left.Kind)
        {
            case ValueKind.Int when right.IsInt:
                var (a, b) = (left.AsInt, right.AsInt);
                if (b == 0) return ByZero(a, "/", b);
                return b == -1 && a == long.MinValue ? OutOfRange(a, "/", b, "int") : Value.From(a / b);
            case ValueKind.Uint when right.IsUint:
                return right.AsUint == 0
                    ? ByZero(left.AsUint, "/", right.AsUint)
                    : Value.FromUint(left.AsUint / right.AsUint);
            case ValueKind.Double when right.IsDouble:
                return Value.From(left.AsDouble / right.AsDouble);
            default:
                return ValueLimits.NoOverload("/", left, right);
        }
    }

    /// <summary><c>left % right</c>, with the sign of <paramref name="left"/>; integers only.</summary>
    public static Value Modulo(in Value left, in Value right)
    {
        switch (left.Kind)
        {
            case ValueKind.Int when right.IsInt:
                var (a, b) = (left.AsInt, right.AsInt);
                if (b == 0) return ByZero(a, "%", b);
                return b == -1 && a == long.MinValue ? OutOfRange(a, "%", b, "int") : Value.From(a % b);
            case ValueKind.Uint when right.IsUint:
                return right.AsUint == 0
                    ? ByZero(left.AsUint, "%", right.AsUint)
                    : Value.FromUint(left.AsUint % right.AsUint);
            default:
                return ValueLimits.NoOverload("%", left, right);
        }
    }

    /// <summary><c>-value</c>: int and double.</summary>
    public static Value Negate(in Value value)
    {
        if (value.IsDouble) return Value.From(-value.AsDouble);
        if (!value.IsInt) return Value.Fail($"no such overload: `-{RuntimeErrors.KindName(value.Kind)}`");
        return value.AsInt == long.MinValue
            ? Value.Fail("`-(-9223372036854775808)` is out of the range of int")
            : Value.From(-value.AsInt);
    }

    private static Value Concat(CelBytes left, CelBytes right)
    {
        if ((long)left.Span.Length + right.Span.Length > ValueLimits.MaxLength)
            return Value.From(ValueLimits.BytesTooLong);
        var octets = new byte[left.Span.Length + right.Span.Length];
        left.Span.CopyTo(octets);
        right.Span.CopyTo(octets.AsSpan(left.Span.Length));
        return Value.From(new CelBytes(octets));
    }

    private static Value Concat(CelList left, CelList right)
    {
        if (left.Count == 0) return Value.From(right);
        if (right.Count == 0) return Value.From(left);
        if ((long)left.Count + right.Count > ValueLimits.MaxElements) return Value.From(ValueLimits.ListTooLong);
        var items = new Value[left.Count + right.Count];
        left.Items.CopyTo(items);
        right.Items.CopyTo(items.AsSpan(left.Count));
        return Value.From(new CelList(items));
    }

    private static Value OutOfRange<T>(T left, string @operator, T right, string type) =>
        Value.Fail(string.Create(
            CultureInfo.InvariantCulture, $"`{left} {@operator} {right}` is out of the range of {type}"));

    private static Value ByZero<T>(T left, string @operator, T right) =>
        Value.Fail(string.Create(CultureInfo.InvariantCulture, $"division by zero: `{left} {@operator} {right}`"));
}
