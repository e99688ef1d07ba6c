using System.Buffers;
using System.Globalization;
using System.Numerics;

namespace Pdp.Language.Values;

/// <summary>Doubles as text, as Go prints them, and numbers read from text.</summary>
internal static class NumberText
{
    private static readonly SearchValues<char> _numeric = SearchValues.Create("0123456789+-.eE");

    /// <summary>
    /// The shortest text that reads back as the same double, Go's <c>%g</c>: <c>0.1</c>, <c>1e+06</c>, <c>+Inf</c>.
    /// </summary>
    public static string Shortest(double value)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "+Inf" : "-Inf";
        // Go counts the precision of a shortest form as six when it chooses between the two layouts.
        return Layout(value, firstScientific: 6);
    }

    /// <summary>The shortest digits without an exponent, Go's <c>%f</c> of precision −1; <c>Infinity</c>, <c>NaN</c>.</summary>
    public static string Plain(double value) =>
        double.IsFinite(value) ? Layout(value, firstScientific: int.MaxValue) : NameOf(value);

    /// <summary>The shortest text that is a CEL literal of a double: <c>1.0</c>, <c>1e+21</c>.</summary>
    public static string Literal(double value)
    {
        if (!double.IsFinite(value)) return $"double('{NameOf(value)}')";
        var text = Layout(value, firstScientific: 21);
        return text.AsSpan().IndexOfAny('.', 'e') < 0 ? text + ".0" : text;
    }

    /// <summary>
    /// A fixed number of digits after the point, <c>%.3f</c>. The exact binary value is rounded, ties to even, which
    /// .NET's own formats do not do.
    /// </summary>
    public static string Fixed(double value, int precision)
    {
        if (!double.IsFinite(value)) return NameOf(value);
        var digits = Scaled(Math.Abs(value), precision).ToString(CultureInfo.InvariantCulture);
        if (digits.Length <= precision) digits = digits.PadLeft(precision + 1, '0');
        var sign = double.IsNegative(value) ? "-" : "";
        return precision == 0
            ? sign + digits
            : string.Concat(sign, digits.AsSpan(0, digits.Length - precision), ".", digits.AsSpan(^precision..));
    }

    /// <summary>
    /// One digit, a fixed number of digits after the point, an exponent: <c>%.3e</c>; rounded as <see cref="Fixed"/>.
    /// </summary>
    public static string Scientific(double value, int precision)
    {
        if (!double.IsFinite(value)) return NameOf(value);
        var sign = double.IsNegative(value) ? "-" : "";
        var exponent = 0;
        var digits = new string('0', precision + 1);
        if (value != 0)
        {
            var (_, shortest) = Digits(Math.Abs(value));
            exponent = shortest - 1;
            digits = Scaled(Math.Abs(value), precision - exponent).ToString(CultureInfo.InvariantCulture);
            if (digits.Length > precision + 1)
            {
                // Rounding carried into a further digit: 9.99 became 10.0.
                exponent++;
                digits = digits[..(precision + 1)];
            }
        }

        var fraction = precision == 0 ? "" : "." + digits[1..];
        return sign + digits[0] + fraction + ExponentText(exponent);
    }

    /// <summary>Reads what <c>double(text)</c> accepts.</summary>
    public static bool TryParseDouble(string text, out double value)
    {
        switch (text)
        {
            case "NaN":
                value = double.NaN;
                return true;
            case "Infinity" or "+Infinity" or "Inf" or "+Inf":
                value = double.PositiveInfinity;
                return true;
            case "-Infinity" or "-Inf":
                value = double.NegativeInfinity;
                return true;
        }

        const NumberStyles Styles =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        // .NET also knows names of its own, and takes what is too large for infinity.
        value = 0;
        return text.AsSpan().IndexOfAnyExcept(_numeric) < 0
            && double.TryParse(text, Styles, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }

    private static string NameOf(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";

    /// <summary>The shortest digits d₁d₂… and the p of 0.d₁d₂… · 10ᵖ, for a finite value that is not negative.</summary>
    private static (string Digits, int Point) Digits(double value)
    {
        if (value == 0) return ("0", 1);
        var shortest = value.ToString("R", CultureInfo.InvariantCulture).AsSpan();
        var exponent = 0;
        var mark = shortest.IndexOf('E');
        if (mark >= 0)
        {
            exponent = int.Parse(shortest[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            shortest = shortest[..mark];
        }

        var point = shortest.IndexOf('.');
        var whole = point < 0 ? shortest : shortest[..point];
        var fraction = point < 0 ? default : shortest[(point + 1)..];
        var digits = string.Concat(whole, fraction);
        var leading = digits.AsSpan().IndexOfAnyExcept('0');
        digits = digits[leading..].TrimEnd('0');
        return (digits, whole.Length + exponent - leading);
    }

    private static string Layout(double value, int firstScientific)
    {
        var sign = double.IsNegative(value) ? "-" : "";
        var (digits, point) = Digits(Math.Abs(value));
        var exponent = point - 1;
        var scientific = firstScientific != int.MaxValue && (exponent < -4 || exponent >= firstScientific);
        if (scientific)
            return sign + digits[0] + (digits.Length == 1 ? "" : "." + digits[1..]) + ExponentText(exponent);
        if (point <= 0) return string.Concat(sign, "0.", new string('0', -point), digits);
        return point >= digits.Length
            ? sign + digits.PadRight(point, '0')
            : string.Concat(sign, digits.AsSpan(0, point), ".", digits.AsSpan(point));
    }

    private static string ExponentText(int exponent) =>
        string.Create(CultureInfo.InvariantCulture, $"e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");

    /// <summary>value · 10^places, rounded to an integer, ties to even, from the exact binary value.</summary>
    private static BigInteger Scaled(double value, int places)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var biased = (int)(bits >> 52) & 0x7FF;
        var fraction = bits & 0xF_FFFF_FFFF_FFFF;
        BigInteger numerator = biased == 0 ? fraction : fraction | 0x10_0000_0000_0000;
        var exponent = Math.Max(biased, 1) - 1075;
        var denominator = BigInteger.One;
        if (exponent >= 0) numerator <<= exponent;
        else denominator <<= -exponent;
        if (places >= 0) numerator *= BigInteger.Pow(10, places);
        else denominator *= BigInteger.Pow(10, -places);
        var quotient = BigInteger.DivRem(numerator, denominator, out var remainder);
        var half = (remainder * 2).CompareTo(denominator);
        return half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }
}
