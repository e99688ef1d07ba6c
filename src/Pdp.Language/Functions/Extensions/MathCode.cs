using Pdp.Language.Runtime;
using Pdp.Language.Values;

namespace Pdp.Language.Functions.Extensions;

/// <summary>The code of the <c>math</c> library.</summary>
internal static class MathCode
{
    public static Value Least(Frame frame, ReadOnlySpan<Value> arguments) => Pick(arguments[0], arguments[1], 1);

    public static Value Greatest(Frame frame, ReadOnlySpan<Value> arguments) => Pick(arguments[0], arguments[1], -1);

    public static Value LeastOf(Frame frame, ReadOnlySpan<Value> arguments) =>
        PickOf(frame, arguments[0].AsList!, 1, "math.least");

    public static Value GreatestOf(Frame frame, ReadOnlySpan<Value> arguments) =>
        PickOf(frame, arguments[0].AsList!, -1, "math.greatest");

    public static Value Ceil(Frame frame, ReadOnlySpan<Value> arguments) =>
        Value.From(Math.Ceiling(arguments[0].AsDouble));

    public static Value Floor(Frame frame, ReadOnlySpan<Value> arguments) => Value.From(Math.Floor(arguments[0].AsDouble));

    public static Value Round(Frame frame, ReadOnlySpan<Value> arguments) =>
        Value.From(Math.Round(arguments[0].AsDouble, MidpointRounding.AwayFromZero));

    public static Value Trunc(Frame frame, ReadOnlySpan<Value> arguments) =>
        Value.From(Math.Truncate(arguments[0].AsDouble));

    public static Value IsInf(Frame frame, ReadOnlySpan<Value> arguments) =>
        Value.From(double.IsInfinity(arguments[0].AsDouble));

    public static Value IsNaN(Frame frame, ReadOnlySpan<Value> arguments) => Value.From(double.IsNaN(arguments[0].AsDouble));

    public static Value IsFinite(Frame frame, ReadOnlySpan<Value> arguments) =>
        Value.From(double.IsFinite(arguments[0].AsDouble));

    public static Value Abs(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var value = arguments[0];
        if (value.IsDouble) return Value.From(Math.Abs(value.AsDouble));
        return value.IsInt && value.AsInt < 0 ? Arithmetic.Negate(value) : value;
    }

    public static Value Sign(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var value = arguments[0];
        if (value.IsInt) return Value.From((long)Math.Sign(value.AsInt));
        if (value.IsUint) return Value.FromUint(value.AsUint == 0 ? 0UL : 1UL);
        return double.IsNaN(value.AsDouble) ? value : Value.From((double)Math.Sign(value.AsDouble));
    }

    public static Value Sqrt(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var value = arguments[0];
        return Value.From(Math.Sqrt(value.IsInt ? value.AsInt : value.IsUint ? value.AsUint : value.AsDouble));
    }

    public static Value BitAnd(Frame frame, ReadOnlySpan<Value> arguments) =>
        Like(arguments[0], Bits(arguments[0]) & Bits(arguments[1]));

    public static Value BitOr(Frame frame, ReadOnlySpan<Value> arguments) =>
        Like(arguments[0], Bits(arguments[0]) | Bits(arguments[1]));

    public static Value BitXor(Frame frame, ReadOnlySpan<Value> arguments) =>
        Like(arguments[0], Bits(arguments[0]) ^ Bits(arguments[1]));

    public static Value BitNot(Frame frame, ReadOnlySpan<Value> arguments) => Like(arguments[0], ~Bits(arguments[0]));

    public static Value ShiftLeft(Frame frame, ReadOnlySpan<Value> arguments) =>
        Shift(arguments[0], arguments[1].AsInt, static (bits, count) => bits << count);

    public static Value ShiftRight(Frame frame, ReadOnlySpan<Value> arguments) =>
        Shift(arguments[0], arguments[1].AsInt, static (bits, count) => bits >> count);

    private static Value Shift(in Value value, long count, Func<ulong, int, ulong> shift)
    {
        if (count < 0) return Value.Fail($"a shift by `{CelText.ToLiteral(Value.From(count))}` is negative");
        return Like(value, count >= 64 ? 0 : shift(Bits(value), (int)count));
    }

    private static ulong Bits(in Value value) => value.AsUint;

    private static Value Like(in Value value, ulong bits) =>
        value.IsInt ? Value.From(unchecked((long)bits)) : Value.FromUint(bits);

    /// <summary>The second when the first compares to it as given, else the first.</summary>
    private static Value Pick(in Value first, in Value second, int replacing)
    {
        if (!ValueOrder.TryCompare(first, second, out var order))
            return Value.From(RuntimeErrors.Expected("a number", NumberOrder.IsNumber(first.Kind) ? second : first));
        if (order == ValueOrder.Unordered) return Value.Fail("NaN is neither less nor greater than a number");
        return Math.Sign(order) == replacing ? second : first;
    }

    private static Value PickOf(Frame frame, CelList list, int replacing, string function)
    {
        if (Work.Elements(frame, list.Count) is { } limit) return Value.From(limit);
        if (list.Count == 0) return Value.Fail($"`{function}` of an empty list");
        var result = list[0];
        foreach (var item in list.Items)
        {
            if (!NumberOrder.IsNumber(item.Kind))
                return Value.Fail($"`{function}` needs numbers, got {RuntimeErrors.KindName(item.Kind)}");
        }

        for (var i = 1; i < list.Count && !result.IsError; i++) result = Pick(result, list[i], replacing);
        return result;
    }
}
