using System.Globalization;
using System.Text;
using Pdp.Language.Runtime;

namespace Pdp.Language.Values;

/// <summary>Values as text: <c>string(x)</c>, and the literal form that explanations and unparsed trees show.</summary>
public static class CelText
{
    /// <summary>
    /// What <c>string(value)</c> yields for bool, int, uint, double, string, bytes, time stamp, duration, type, address
    /// and range, or an error.
    /// </summary>
    public static Value ToStringValue(in Value value) => value.Kind switch
    {
        ValueKind.String => value,
        ValueKind.Bool => Value.From(value.AsBool ? "true" : "false"),
        ValueKind.Int => Value.From(value.AsInt.ToString(CultureInfo.InvariantCulture)),
        ValueKind.Uint => Value.From(value.AsUint.ToString(CultureInfo.InvariantCulture)),
        ValueKind.Double => Value.From(NumberText.Shortest(value.AsDouble)),
        ValueKind.Bytes => DecodeUtf8(value.AsBytes!.Span),
        ValueKind.Timestamp => Value.From(TimestampText.Format(value.AsTimestamp)),
        ValueKind.Duration => Value.From(DurationText.Format(value.AsDurationNanos)),
        ValueKind.Type => Value.From(value.AsType!.Type.Name),
        ValueKind.Ip or ValueKind.Cidr => Value.From(value.AsObject!.ToString()!),
        ValueKind.Error => value,
        _ => Value.Fail($"no such overload: `string({RuntimeErrors.KindName(value.Kind)})`"),
    };

    /// <summary>
    /// The value as a CEL expression: <c>'x'</c>, <c>5u</c>, <c>1.0</c>, <c>duration('60s')</c>, <c>[1, 2]</c>; never fails.
    /// </summary>
    /// <param name="value">The value; an error shows as <c>error: message</c>, missing as <c>not evaluated</c>.</param>
    /// <param name="maxLength">Roughly after how many characters the text is cut with <c>…</c>.</param>
    public static string ToLiteral(in Value value, int maxLength = int.MaxValue)
    {
        var writer = new LiteralWriter(maxLength);
        writer.Write(value, 0);
        return writer.ToString();
    }

    /// <summary>Reads a duration as <c>duration(text)</c> does.</summary>
    public static Value ParseDuration(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return DurationText.Parse(text);
    }

    /// <summary>Reads an instant as <c>timestamp(text)</c> does (RFC 3339).</summary>
    public static Value ParseTimestamp(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TimestampText.Parse(text);
    }

    private static Value DecodeUtf8(ReadOnlySpan<byte> octets) => System.Text.Unicode.Utf8.IsValid(octets)
        ? Value.From(Encoding.UTF8.GetString(octets))
        : Value.Fail(EvalErrorCode.SyntaxError, "the bytes are no valid UTF-8");
}
