using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.SecondOpinions.Specified;

/// <summary>What <c>format</c> yields by the official tests and version 4 of cel-go's strings.</summary>
internal static partial class SpecifiedFormat
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text; null when there is an error.</summary>
    public static string? Of(string format, CelList arguments)
    {
        var next = 0;
        var isError = false;
        var text = Clause().Replace(format, match =>
        {
            if (match.Value == "%%") return "%";
            var precision = match.Groups["precision"].Value;
            isError |= !match.Groups["letter"].Success || next >= arguments.Count || precision == ".";
            if (isError) return "";
            var digits = precision.Length == 0 ? 6 : int.Parse(precision.AsSpan(1), CultureInfo.InvariantCulture);
            var written = Written(match.Groups["letter"].Value[0], digits, arguments[next++]);
            isError |= written is null;
            return written ?? "";
        });
        return isError ? null : text;
    }

    /// <summary>What <c>%s</c> writes; null when the value has no text.</summary>
    public static string? Text(Value value) => value.Kind switch
    {
        ValueKind.Null => "null",
        ValueKind.Bool => value.AsBool ? "true" : "false",
        ValueKind.Int => value.AsInt.ToString(CultureInfo.InvariantCulture),
        ValueKind.Uint => value.AsUint.ToString(CultureInfo.InvariantCulture),
        ValueKind.Double => SpecifiedNumbers.Plain(value.AsDouble),
        ValueKind.String => value.AsString,
        ValueKind.Bytes => Decoded(value.AsBytes!.Span.ToArray()),
        ValueKind.Timestamp => SpecifiedTime.Text(value.AsTimestamp),
        ValueKind.Duration => SpecifiedTime.Text(value.AsDurationNanos),
        ValueKind.Type => value.AsType!.Type.Name,
        ValueKind.List => Joined("[", value.AsList!.Items.ToArray().Select(Text), "]"),
        ValueKind.Map => Joined("{", Entries(value.AsMap!), "}"),
        _ => null,
    };

    private static string? Written(char letter, int precision, in Value value)
    {
        var number = value.IsInt ? value.AsInt : value.IsUint ? value.AsUint : (BigInteger?)null;
        // Read from its digits, an integer becomes the nearest double.
        var nearest = value.IsDouble ? value.AsDouble
            : number is null ? (double?)null
            : double.Parse(number.Value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return letter switch
        {
            's' => Text(value),
            'd' when nearest is not null => Text(value),
            'f' when nearest is { } plain => SpecifiedNumbers.Fixed(plain, precision),
            'e' when nearest is { } plain => SpecifiedNumbers.Scientific(plain, precision),
            'b' when value.IsBool => value.AsBool ? "1" : "0",
            'b' when number is { } binary => InBase(binary, 2),
            'o' when number is { } octal => InBase(octal, 8),
            'x' when number is { } hexadecimal => InBase(hexadecimal, 16),
            'x' when value.AsString is { } text => Octets(Encoding.UTF8.GetBytes(text)),
            'x' when value.AsBytes is { } bytes => Octets(bytes.Span.ToArray()),
            'X' => Written('x', precision, value)?.ToUpperInvariant(),
            _ => null,
        };
    }

    private static string InBase(BigInteger value, int radix)
    {
        if (value < 0) return "-" + InBase(-value, radix);
        var digit = "0123456789abcdef"[(int)(value % radix)].ToString();
        return value < radix ? digit : InBase(value / radix, radix) + digit;
    }

    private static string Octets(byte[] octets) => string.Concat(octets.Select(octet => octet.ToString("x2", CultureInfo.InvariantCulture)));

    private static string? Decoded(byte[] octets)
    {
        try
        {
            return Strict.GetString(octets);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static IEnumerable<string?> Entries(CelMap map) => Enumerable.Range(0, map.Count)
        .Select(map.EntryAt)
        .Select(entry => (Key: Text(entry.Key)!, entry.Value))
        .OrderBy(entry => entry.Key, Comparer<string>.Create(SpecifiedTexts.Compare))
        .Select(entry => Text(entry.Value) is { } text ? $"{entry.Key}: {text}" : null);

    private static string? Joined(string open, IEnumerable<string?> parts, string close)
    {
        var all = parts.ToList();
        return all.Contains(null) ? null : open + string.Join(", ", all) + close;
    }

    [GeneratedRegex(@"%%|%(?:(?<precision>\.[0-9]*)?(?<letter>[sdfeboxX]))?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Clause();
}
