namespace Pdp.Language.Values;

/// <summary>Values as text: <c>string(x)</c>, and the literal form that explanations and unparsed trees show.</summary>
public static class CelText
{
    /// <summary>What <c>string(value)</c> yields for bool, int, uint, double, string, bytes, time stamp, duration, type, address and range, or an error.</summary>
    public static Value ToStringValue(in Value value) => throw new NotImplementedException();

    /// <summary>The value as a CEL expression: <c>'x'</c>, <c>5u</c>, <c>1.0</c>, <c>duration('60s')</c>, <c>[1, 2]</c>; never fails.</summary>
    /// <param name="value">The value; an error shows as <c>error: message</c>, missing as <c>not evaluated</c>.</param>
    /// <param name="maxLength">Roughly after how many characters the text is cut with <c>…</c>.</param>
    public static string ToLiteral(in Value value, int maxLength = int.MaxValue) => throw new NotImplementedException();

    /// <summary>Reads a duration as <c>duration(text)</c> does.</summary>
    public static Value ParseDuration(string text) => throw new NotImplementedException();

    /// <summary>Reads an instant as <c>timestamp(text)</c> does (RFC 3339).</summary>
    public static Value ParseTimestamp(string text) => throw new NotImplementedException();
}
