using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Pdp.Conformance.Tests.SecondOpinions.Specified;

/// <summary>
/// Numbers as texts and texts as numbers, computed from what the specification says and in another way than the project
/// does: digits are rounded in the decimal expansion of the exact value, the shortest ones are searched for.
/// </summary>
internal static partial class SpecifiedNumbers
{
    /// <summary>Go's <c>%g</c> of the shortest digits, as cel-go's <c>string(double)</c> has it.</summary>
    public static string General(double value)
    {
        if (!double.IsFinite(value)) return double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
        var (digits, exponent) = Shortest(value);
        return exponent is < -4 or >= 6 ? Sign(value) + WithExponent(digits, exponent) : Plain(value);
    }

    /// <summary>The shortest digits without an exponent, as <c>%s</c> and <c>%d</c> write a double.</summary>
    public static string Plain(double value)
    {
        if (!double.IsFinite(value)) return Name(value);
        var (digits, exponent) = Shortest(value);
        if (exponent < 0) return $"{Sign(value)}0.{new string('0', -exponent - 1)}{digits}";
        var whole = digits.PadRight(exponent + 1, '0');
        return Sign(value) + (whole.Length == exponent + 1 ? whole : whole.Insert(exponent + 1, "."));
    }

    /// <summary><c>%.Nf</c>: the exact value rounded to a number of digits, ties to even.</summary>
    public static string Fixed(double value, int precision)
    {
        if (!double.IsFinite(value)) return Name(value);
        var exact = Exact(value);
        var digits = Rounded(exact.Digits, exact.Point + precision).PadLeft(precision + 1, '0');
        return Sign(value) + (precision == 0 ? digits : digits.Insert(digits.Length - precision, "."));
    }

    /// <summary><c>%.Ne</c>, rounded alike.</summary>
    public static string Scientific(double value, int precision)
    {
        if (!double.IsFinite(value)) return Name(value);
        if (value == 0) return Sign(value) + WithExponent(new string('0', precision + 1), 0);
        var exact = Exact(value);
        var first = exact.Digits.AsSpan().IndexOfAnyExcept('0');
        var digits = Rounded(exact.Digits[first..], precision + 1);
        var exponent = exact.Point - first - 1 + digits.Length - (precision + 1);
        return Sign(value) + WithExponent(digits[..(precision + 1)], exponent);
    }

    /// <summary>Whether <c>int</c>, <c>uint</c> or <c>double</c> reads a text.</summary>
    public static bool Reads(string function, string text) => function switch
    {
        "int" => Signed().IsMatch(text) && BigInteger.Parse(text, CultureInfo.InvariantCulture) is var number
            && number >= long.MinValue && number <= long.MaxValue,
        "uint" => Unsigned().IsMatch(text) && BigInteger.Parse(text, CultureInfo.InvariantCulture) <= ulong.MaxValue,
        _ => Named().IsMatch(text) || (Decimal().IsMatch(text) && double.IsFinite(double.Parse(text, CultureInfo.InvariantCulture))),
    };

    private static string Sign(double value) => double.IsNegative(value) ? "-" : "";

    private static string Name(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";

    private static string WithExponent(string digits, int exponent) =>
        (digits.Length == 1 ? digits : digits.Insert(1, ".")) + (exponent < 0 ? "e-" : "e+")
        + Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);

    /// <summary>The fewest digits that read as the same double, and the power of ten of the first one.</summary>
    private static (string Digits, int Exponent) Shortest(double value)
    {
        for (var digits = 0; ; digits++)
        {
            var text = Math.Abs(value).ToString(string.Create(CultureInfo.InvariantCulture, $"E{digits}"), CultureInfo.InvariantCulture);
            if (digits < 17 && !double.Parse(text, CultureInfo.InvariantCulture).Equals(Math.Abs(value))) continue;
            var mark = text.IndexOf('E', StringComparison.Ordinal);
            return (text[..mark].Replace(".", "", StringComparison.Ordinal), int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>All digits of a value, of which no double has more than 1,074 behind the point, and how many stand before the point.</summary>
    private static (string Digits, int Point) Exact(double value)
    {
        var text = Math.Abs(value).ToString("F1074", CultureInfo.InvariantCulture);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return (text.Remove(point, 1), point);
    }

    private static string Rounded(string digits, int count)
    {
        var kept = digits.PadRight(count, '0')[..count];
        var rest = count < digits.Length ? digits[count..] : "";
        var half = string.CompareOrdinal(rest.TrimEnd('0'), "5");
        var isUp = rest.Length > 0 && (half > 0 || (half == 0 && (kept[^1] - '0') % 2 == 1));
        return (BigInteger.Parse("0" + kept, CultureInfo.InvariantCulture) + (isUp ? 1 : 0)).ToString(CultureInfo.InvariantCulture).PadLeft(count, '0');
    }

    [GeneratedRegex(@"\A[+-]?[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Signed();

    [GeneratedRegex(@"\A[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Unsigned();

    [GeneratedRegex(@"\A[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Decimal();

    [GeneratedRegex(@"\A(?:NaN|[+-]?Infinity|[+-]?Inf)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
