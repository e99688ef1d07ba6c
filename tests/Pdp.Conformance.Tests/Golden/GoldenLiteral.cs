using System.Globalization;
using System.Text;
using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.Golden;

/// <summary>Constants as the golden data print them: Go's quoting, JavaScript's numbers.</summary>
internal static class GoldenLiteral
{
    public static string KindOf(in Value value) => value.Kind switch
    {
        ValueKind.Null => "NullValue",
        ValueKind.Bool => "BoolValue",
        ValueKind.Int => "Int64Value",
        ValueKind.Uint => "Uint64Value",
        ValueKind.Double => "DoubleValue",
        ValueKind.String => "StringValue",
        _ => "BytesValue",
    };

    public static string Of(in Value value) => value.Kind switch
    {
        ValueKind.Null => "null",
        ValueKind.Bool => value.AsBool ? "true" : "false",
        ValueKind.Int => value.AsInt.ToString(CultureInfo.InvariantCulture),
        ValueKind.Uint => value.AsUint.ToString(CultureInfo.InvariantCulture) + "u",
        ValueKind.Double => Double(value.AsDouble),
        ValueKind.String => "\"" + Text(value.AsString!) + "\"",
        _ => Bytes(value.AsBytes!.Span),
    };

    private static string Double(double value)
    {
        if (value == 0) return double.IsNegative(value) ? "-0" : "0";
        var shortest = value.ToString("E16", CultureInfo.InvariantCulture);
        for (var digits = 0; digits < 17; digits++)
        {
            var candidate = value.ToString("E" + digits, CultureInfo.InvariantCulture);
            if (double.Parse(candidate, CultureInfo.InvariantCulture) != value) continue;
            shortest = candidate;
            break;
        }

        var exponent = int.Parse(shortest[(shortest.IndexOf('E', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
        var mantissa = shortest[..shortest.IndexOf('E', StringComparison.Ordinal)];
        if (Math.Abs(value) < 1e6 && exponent >= -7) return ((decimal)value).ToString(CultureInfo.InvariantCulture);
        return Math.Abs(exponent) < 10 && exponent > 0
            ? $"{mantissa}e+0{exponent}"
            : $"{mantissa}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent)}";
    }

    private static string Text(string text)
    {
        var builder = new StringBuilder();
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            if (IsPrintable(element)) builder.Append(element);
            else foreach (var rune in element.EnumerateRunes()) builder.Append(IsPrintable(rune.ToString()) ? rune.ToString() : Escape(rune));
        }

        return builder.ToString();
    }

    /// <summary>
    /// Whether a text element has only letters, numbers, symbols, punctuation and spaces; an accent behind a letter
    /// counts as part of the letter.
    /// </summary>
    private static bool IsPrintable(string element)
    {
        if (element is "\"" or "\\") return false;
        var afterLetter = false;
        foreach (var rune in element.EnumerateRunes())
        {
            var isAccent = afterLetter && Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark;
            var isPrintable = rune.Value == ' ' || Rune.IsLetter(rune) || Rune.IsNumber(rune) || Rune.IsSymbol(rune)
                || Rune.IsPunctuation(rune);
            if (!isPrintable && !isAccent) return false;
            afterLetter = Rune.IsLetter(rune);
        }

        return true;
    }

    private static string Escape(Rune rune) => rune.Value switch
    {
        < 0x80 => Escape((byte)rune.Value),
        < 0x10000 => $"\\u{rune.Value:x4}",
        _ => $"\\U{rune.Value:x8}",
    };

    private static string Escape(byte octet) => octet switch
    {
        0x07 => "\\a",
        0x08 => "\\b",
        0x09 => "\\t",
        0x0a => "\\n",
        0x0b => "\\v",
        0x0c => "\\f",
        0x0d => "\\r",
        0x22 => "\\\"",
        0x5c => "\\\\",
        _ => $"\\x{octet:x2}",
    };

    private static string Bytes(ReadOnlySpan<byte> octets)
    {
        var builder = new StringBuilder("b\"");
        for (var i = 0; i < octets.Length;)
        {
            var isText = Rune.DecodeFromUtf8(octets[i..], out var rune, out var length) == System.Buffers.OperationStatus.Done;
            if (isText && rune is { IsBmp: true, Value: not 0xfffd } && IsPrintable(rune.ToString()))
            {
                builder.Append(rune.ToString());
                i += length;
            }
            else
            {
                builder.Append(Escape(octets[i++]));
            }
        }

        return builder.Append('"').ToString();
    }
}
