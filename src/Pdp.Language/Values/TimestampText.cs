using System.Globalization;

namespace Pdp.Language.Values;

/// <summary>Instants as text: RFC 3339 with upper case <c>T</c> and <c>Z</c> and up to nine fraction digits.</summary>
internal static class TimestampText
{
    /// <summary>Reads an instant; any offset is taken, leap seconds are not.</summary>
    public static Value Parse(string text)
    {
        var rest = text.AsSpan();
        // 2009-02-13T23:31:30Z is the shortest form.
        if (rest.Length < 20 || rest[4] != '-' || rest[7] != '-' || rest[10] != 'T' || rest[13] != ':' || rest[16] != ':'
            || !TryNumber(rest[..4], out var year) || !TryNumber(rest[5..7], out var month)
            || !TryNumber(rest[8..10], out var day) || !TryNumber(rest[11..13], out var hour)
            || !TryNumber(rest[14..16], out var minute) || !TryNumber(rest[17..19], out var second))
        {
            return Malformed(text);
        }

        rest = rest[19..];
        var nanos = 0;
        if (rest[0] == '.')
        {
            rest = rest[1..];
            var length = rest.IndexOfAnyExceptInRange('0', '9');
            if (length is < 1 or > 9 || !TryNumber(rest[..length], out nanos)) return Malformed(text);
            for (var i = length; i < 9; i++) nanos *= 10;
            rest = rest[length..];
        }

        if (!TryOffset(rest, out var offset) || hour > 23 || minute > 59 || second > 59) return Malformed(text);
        if (year == 0) return TimeArithmetic.TimestampOutOfRange;
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return Malformed(text);
        var seconds = CivilTime.DaysOf(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset;
        var instant = new Timestamp(seconds, nanos);
        return instant.IsValid ? Value.From(instant) : TimeArithmetic.TimestampOutOfRange;
    }

    /// <summary>The instant in UTC with as many fraction digits as needed: <c>2009-02-13T23:31:30.5Z</c>.</summary>
    public static string Format(Timestamp instant)
    {
        var time = CivilTime.From(instant.Seconds);
        var (hour, minute, second) = (time.SecondOfDay / 3600, time.SecondOfDay / 60 % 60, time.SecondOfDay % 60);
        var point = instant.Nanos == 0 ? "" : ".";
        var fraction = instant.Nanos == 0 ? "" : Fraction(instant.Nanos);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{time.Year:0000}-{time.Month:00}-{time.Day:00}T{hour:00}:{minute:00}:{second:00}{point}{fraction}Z");
    }

    /// <summary>Nanoseconds as decimal digits behind a point, without trailing zeros.</summary>
    public static string Fraction(int nanos) => nanos.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0');

    /// <summary>Reads <c>+05:30</c>, <c>-02:30</c> as seconds east of UTC.</summary>
    public static bool TryOffset(ReadOnlySpan<char> text, out int seconds)
    {
        seconds = 0;
        if (text is "Z") return true;
        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':') return false;
        if (!TryNumber(text[1..3], out var hours) || !TryNumber(text[4..], out var minutes)) return false;
        seconds = (hours * 60 + minutes) * (text[0] == '-' ? -60 : 60);
        return hours <= 23 && minutes <= 59;
    }

    private static bool TryNumber(ReadOnlySpan<char> digits, out int number) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static Value Malformed(string text) => Value.Fail(
        EvalErrorCode.SyntaxError,
        $"{ValueLimits.Quote(text)} is no timestamp, expected one such as `2009-02-13T23:31:30Z` (RFC 3339)");
}
