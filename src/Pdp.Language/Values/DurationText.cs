using System.Globalization;

namespace Pdp.Language.Values;

/// <summary>
/// Durations as text: Go's form is read (<c>1h30m</c>, <c>-1.5h</c>, <c>0</c>), seconds are written (<c>5400s</c>).
/// </summary>
internal static class DurationText
{
    private const ulong NanosPerSecond = 1_000_000_000;

    /// <summary>Reads a duration; the units are h, m, s, ms, us (µs) and ns, each may bear a fraction.</summary>
    public static Value Parse(string text)
    {
        var rest = text.AsSpan();
        var negative = rest is ['-', ..];
        if (rest is ['-' or '+', ..]) rest = rest[1..];
        if (rest is "0") return Value.FromDuration(0);
        if (rest.IsEmpty) return Malformed(text, "");
        UInt128 total = 0;
        while (!rest.IsEmpty)
        {
            var digits = LeadingDigits(rest);
            var whole = rest[..digits];
            rest = rest[digits..];
            var fraction = ReadOnlySpan<char>.Empty;
            if (rest is ['.', ..])
            {
                digits = LeadingDigits(rest[1..]);
                fraction = rest.Slice(1, digits);
                rest = rest[(digits + 1)..];
            }

            if (whole.IsEmpty && fraction.IsEmpty) return Malformed(text, "");
            var end = rest.IndexOfAnyInRange('0', '9');
            var dot = rest.IndexOf('.');
            if (dot >= 0 && (end < 0 || dot < end)) end = dot;
            var name = end < 0 ? rest : rest[..end];
            rest = rest[name.Length..];
            var unit = UnitOf(name);
            if (unit == 0) return Malformed(text, Hint(name));
            if (!TryAmount(whole, fraction, unit, out var amount)) return TimeArithmetic.DurationOutOfRange;
            total += amount;
            // One more than the largest positive duration is the smallest negative one.
            if (total > (UInt128)long.MaxValue + 1) return TimeArithmetic.DurationOutOfRange;
        }

        if (negative) return Value.FromDuration(unchecked((long)(0 - (ulong)total)));
        return total > long.MaxValue ? TimeArithmetic.DurationOutOfRange : Value.FromDuration((long)total);
    }

    /// <summary>Seconds with as many fraction digits as needed: <c>60.001s</c>.</summary>
    public static string Format(long nanoseconds)
    {
        var magnitude = nanoseconds < 0 ? unchecked((ulong)-nanoseconds) : (ulong)nanoseconds;
        var (seconds, nanos) = Math.DivRem(magnitude, NanosPerSecond);
        var sign = nanoseconds < 0 ? "-" : "";
        return nanos == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{sign}{seconds}s")
            : string.Create(CultureInfo.InvariantCulture, $"{sign}{seconds}.{TimestampText.Fraction((int)nanos)}s");
    }

    private static int LeadingDigits(ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAnyExceptInRange('0', '9');
        return length < 0 ? text.Length : length;
    }

    private static ulong UnitOf(ReadOnlySpan<char> name) => name switch
    {
        "h" => 3600 * NanosPerSecond,
        "m" => 60 * NanosPerSecond,
        "s" => NanosPerSecond,
        "ms" => 1_000_000,
        "us" or "\u00B5s" or "\u03BCs" => 1_000,
        "ns" => 1,
        _ => 0,
    };

    private static string Hint(ReadOnlySpan<char> unit) => unit switch
    {
        "d" or "w" => ": there are no days or weeks, write `24h` for a day",
        "" => ": a unit is missing",
        _ => ": the units are h, m, s, ms, us and ns",
    };

    private static bool TryAmount(
        ReadOnlySpan<char> whole, ReadOnlySpan<char> fraction, ulong unit, out UInt128 nanoseconds)
    {
        UInt128 count = 0;
        nanoseconds = 0;
        foreach (var digit in whole)
        {
            count = count * 10 + (uint)(digit - '0');
            if (count > (UInt128)long.MaxValue + 1) return false;
        }

        // What is finer than a nanosecond is cut off; 18 digits of an hour are finer than that.
        UInt128 numerator = 0;
        UInt128 denominator = 1;
        foreach (var digit in fraction[..Math.Min(fraction.Length, 18)])
        {
            numerator = numerator * 10 + (uint)(digit - '0');
            denominator *= 10;
        }

        nanoseconds = count * unit + numerator * unit / denominator;
        return true;
    }

    private static Value Malformed(string text, string hint) => Value.Fail(
        EvalErrorCode.SyntaxError, $"{ValueLimits.Quote(text)} is no duration, expected one such as `1h30m`{hint}");
}
