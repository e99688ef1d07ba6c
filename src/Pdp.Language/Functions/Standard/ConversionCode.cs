using System.Globalization;
using System.Text;
using Pdp.Language.Runtime;
using Pdp.Language.Values;

namespace Pdp.Language.Functions.Standard;

/// <summary>The conversions between types.</summary>
internal static class ConversionCode
{
    private const double TwoTo63 = 9_223_372_036_854_775_808.0;
    private const double TwoTo64 = 18_446_744_073_709_551_616.0;

    public static Value Identity(Frame frame, ReadOnlySpan<Value> arguments) => arguments[0];

    public static Value TypeOf(Frame frame, ReadOnlySpan<Value> arguments) => ValueTypes.Of(arguments[0]);

    // a text of another length than these is told apart at once
    public static Value ToBool(Frame frame, ReadOnlySpan<Value> arguments) => arguments[0].AsString! switch
    {
        "1" or "t" or "true" or "TRUE" or "True" => Value.True,
        "0" or "f" or "false" or "FALSE" or "False" => Value.False,
        var text => Malformed(text, "bool, expected one such as `true` or `false`"),
    };

    public static Value ToBytes(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var text = arguments[0].AsString!;
        if (Work.Text(frame, text.Length) is { } limit) return Value.From(limit);
        return Encoding.UTF8.GetByteCount(text) > ValueLimits.MaxLength
            ? Value.From(ValueLimits.BytesTooLong)
            : Value.From(new CelBytes(Encoding.UTF8.GetBytes(text)));
    }

    public static Value ToText(Frame frame, ReadOnlySpan<Value> arguments) =>
        arguments[0].AsBytes is { } bytes && Work.Text(frame, bytes.Span.Length) is { } limit
            ? Value.From(limit)
            : CelText.ToStringValue(arguments[0]);

    public static Value ToDuration(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var text = arguments[0].AsString!;
        return Work.Parse(frame, text) is { } limit ? Value.From(limit) : CelText.ParseDuration(text);
    }

    public static Value ToTimestamp(Frame frame, ReadOnlySpan<Value> arguments)
    {
        if (arguments[0].AsString is { } text)
            return Work.Parse(frame, text) is { } limit ? Value.From(limit) : CelText.ParseTimestamp(text);
        var instant = new Timestamp(arguments[0].AsInt, 0);
        return instant.IsValid ? Value.From(instant) : TimeArithmetic.TimestampOutOfRange;
    }

    public static Value ToDouble(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var value = arguments[0];
        if (value.IsInt) return Value.From((double)value.AsInt);
        if (value.IsUint) return Value.From((double)value.AsUint);
        var text = value.AsString!;
        if (Work.Parse(frame, text) is { } limit) return Value.From(limit);
        return NumberText.TryParseDouble(text, out var number) ? Value.From(number) : Malformed(text, "double");
    }

    public static Value ToInt(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var value = arguments[0];
        switch (value.Kind)
        {
            case ValueKind.Uint:
                return value.AsUint <= long.MaxValue ? Value.From((long)value.AsUint) : OutOfRange(value, "int");
            case ValueKind.Double:
                // As the conformance data have it: -2^63 itself is out, although it would fit.
                return value.AsDouble is > -TwoTo63 and < TwoTo63
                    ? Value.From((long)value.AsDouble)
                    : OutOfRange(value, "int");
            case ValueKind.Timestamp:
                return Value.From(value.AsTimestamp.Seconds);
            case ValueKind.Duration:
                return Value.From(value.AsDurationNanos);
            default:
                var text = value.AsString!;
                if (Work.Parse(frame, text) is { } limit) return Value.From(limit);
                return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    ? Value.From(number)
                    : Malformed(text, "int");
        }
    }

    public static Value ToUint(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var value = arguments[0];
        switch (value.Kind)
        {
            case ValueKind.Int:
                return value.AsInt >= 0 ? Value.FromUint((ulong)value.AsInt) : OutOfRange(value, "uint");
            case ValueKind.Double:
                return value.AsDouble is >= 0 and < TwoTo64
                    ? Value.FromUint((ulong)value.AsDouble)
                    : OutOfRange(value, "uint");
            default:
                var text = value.AsString!;
                if (Work.Parse(frame, text) is { } limit) return Value.From(limit);
                return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? Value.FromUint(number)
                    : Malformed(text, "uint");
        }
    }

    private static Value OutOfRange(in Value value, string type) =>
        Value.Fail($"`{CelText.ToLiteral(value)}` is out of the range of {type}");

    private static Value Malformed(string text, string expected) =>
        Value.Fail(EvalErrorCode.SyntaxError, $"{ValueLimits.Quote(text)} is no {expected}");
}
