using System.Globalization;
using System.Text;
using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.SecondOpinions;

/// <summary>Writes constants in all the forms that CEL has for them.</summary>
internal sealed class Literals(Corners corners)
{
    public string Of(in Value value) => value.Kind switch
    {
        ValueKind.Null => "null",
        ValueKind.Bool => value.AsBool ? "true" : "false",
        ValueKind.Int => Int(value.AsInt),
        ValueKind.Uint => Uint(value.AsUint),
        ValueKind.Double => Double(value.AsDouble),
        ValueKind.String => String(value.AsString!),
        ValueKind.Bytes => Bytes(value.AsBytes!.Span),
        ValueKind.Timestamp => $"timestamp({String(CelText.ToLiteral(value).Split('\'')[1])})",
        ValueKind.Duration => $"duration({String(CelText.ToLiteral(value).Split('\'')[1])})",
        ValueKind.Type => value.AsType!.Type.Name,
        ValueKind.List => List(value.AsList!),
        _ => Map(value.AsMap!),
    };

    private string Int(long value)
    {
        if (!corners.Chance(20)) return value.ToString(CultureInfo.InvariantCulture);
        var digits = Hexadecimal(value < 0 ? unchecked((ulong)-value) : (ulong)value);
        return value < 0 ? $"-{digits}" : digits;
    }

    private string Uint(ulong value) =>
        (corners.Chance(20) ? Hexadecimal(value) : value.ToString(CultureInfo.InvariantCulture)) + (corners.Chance(80) ? "u" : "U");

    private string Hexadecimal(ulong value) =>
        "0x" + value.ToString(corners.Chance(50) ? "x" : "X", CultureInfo.InvariantCulture);

    private string Double(double value)
    {
        if (double.IsNaN(value)) return corners.Chance(50) ? "double('NaN')" : "(0.0 / 0.0)";
        if (double.IsInfinity(value)) return value > 0 ? "(1.0 / 0.0)" : "double('-Infinity')";
        var text = corners.Chance(70)
            ? value.ToString("R", CultureInfo.InvariantCulture)
            : value.ToString("E16", CultureInfo.InvariantCulture);
        if (text.AsSpan().IndexOfAny('.', 'E', 'e') < 0) text += corners.Chance(80) ? ".0" : "e0";
        if (text.StartsWith("0.", StringComparison.Ordinal) && corners.Chance(30)) text = text[1..];
        return corners.Chance(50) ? text.ToLowerInvariant() : text;
    }

    private string String(string value)
    {
        var quote = corners.Pick(["'", "\"", "'''", "\"\"\""]);
        if (corners.Chance(15) && IsRaw(value, quote)) return corners.Pick(["r", "R"]) + quote + value + quote;
        var text = new StringBuilder(quote);
        foreach (var rune in value.EnumerateRunes()) Append(text, rune, quote);
        return text.Append(quote).ToString();
    }

    private static bool IsRaw(string value, string quote) =>
        !value.Contains(quote[0], StringComparison.Ordinal) && !value.EndsWith('\\')
        && (quote.Length == 3 || value.AsSpan().IndexOfAny('\n', '\r') < 0);

    private void Append(StringBuilder text, Rune rune, string quote)
    {
        var code = rune.Value;
        var must = code is '\\' || code == quote[0] || (quote.Length == 1 && code is '\n' or '\r');
        if (!must && corners.Chance(85))
        {
            text.Append(rune.ToString());
            return;
        }

        var escape = Short(code) is { } known && corners.Chance(60) ? known : corners.Chance(50) ? null : Numeric(code);
        text.Append(escape ?? (code <= 0xFFFF && corners.Chance(70)
            ? string.Create(CultureInfo.InvariantCulture, $"\\u{code:x4}")
            : string.Create(CultureInfo.InvariantCulture, $"\\U{code:x8}")));
    }

    private static string? Short(int code) => code switch
    {
        7 => "\\a", 8 => "\\b", 9 => "\\t", 10 => "\\n", 11 => "\\v", 12 => "\\f", 13 => "\\r",
        '\\' => "\\\\", '?' => "\\?", '"' => "\\\"", '\'' => "\\'", '`' => "\\`",
        _ => null,
    };

    private string? Numeric(int code)
    {
        if (code > 255) return null;
        if (corners.Chance(50)) return "\\" + Convert.ToString(code, 8).PadLeft(3, '0');
        return string.Create(CultureInfo.InvariantCulture, $"\\{corners.Pick(["x", "X"])}{code:x2}");
    }

    private string Bytes(ReadOnlySpan<byte> value)
    {
        var quote = corners.Pick(["'", "\"", "'''"]);
        var text = new StringBuilder(corners.Pick(["b", "B"])).Append(quote);
        foreach (var octet in value)
        {
            if (octet is >= 0x20 and < 0x7F and not ((byte)'\\' or (byte)'\'' or (byte)'"') && corners.Chance(80)) text.Append((char)octet);
            else text.Append(Numeric(octet));
        }

        return text.Append(quote).ToString();
    }

    private string List(CelList list) => $"[{string.Join(", ", list.Items.ToArray().Select(item => Of(item)))}]";

    private string Map(CelMap map)
    {
        var entries = Enumerable.Range(0, map.Count).Select(map.EntryAt).Select(entry => $"{Of(entry.Key)}: {Of(entry.Value)}");
        return $"{{{string.Join(", ", entries)}}}";
    }
}
