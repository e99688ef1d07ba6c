using System.Globalization;
using System.Text.RegularExpressions;
using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.SecondOpinions.Specified;

/// <summary>Times as texts, texts as times, and the parts of a time in a zone, by .NET's calendar.</summary>
internal static partial class SpecifiedTime
{
    /// <summary>
    /// Local mean times (IANA's time zone database): until which second of the epoch they held, and their seconds. .NET
    /// counts how far they are from the zone's usual offset in whole minutes.
    /// </summary>
    private static readonly (string Zone, long Until, int Seconds)[] MeanTimes =
    [
        ("Europe/Berlin", -2_422_054_408, 3_208),
        ("America/New_York", -2_717_650_800, -17_762),
        ("US/Central", -2_717_647_200, -21_036),
        ("Asia/Kolkata", -3_645_237_208, 21_208),
        ("Asia/Kolkata", -3_155_694_800, 21_200),
        ("Asia/Kolkata", -2_019_705_670, 19_270),
        ("Australia/Lord_Howe", -2_364_114_980, 38_180),
        ("Asia/Kathmandu", -1_577_943_676, 20_476),
    ];

    /// <summary>A time in RFC 3339 with as many digits of a second as needed.</summary>
    public static string Text(Timestamp time) =>
        DateTime.UnixEpoch.AddSeconds(time.Seconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)
        + (time.Nanos / 1_000_000_000m).ToString(".#########", CultureInfo.InvariantCulture) + "Z";

    /// <summary>A duration in seconds with as many digits as needed.</summary>
    public static string Text(long nanoseconds) =>
        (nanoseconds / 1_000_000_000m).ToString("0.#########", CultureInfo.InvariantCulture) + "s";

    /// <summary>Whether a text is a time in RFC 3339, in the years that CEL has.</summary>
    public static bool IsInstant(string text)
    {
        if (Instant().Match(text) is not { Success: true } match) return false;
        int Number(string name) => int.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture);
        if (Number("year") == 0 || Number("month") is 0 or > 12 || Number("hour") > 23 || Number("minute") > 59 || Number("second") > 59) return false;
        if (Number("day") == 0 || Number("day") > DateTime.DaysInMonth(Number("year"), Number("month"))) return false;
        var local = new DateTime(Number("year"), Number("month"), Number("day"), Number("hour"), Number("minute"), Number("second"), DateTimeKind.Unspecified);
        if (!match.Groups["sign"].Success) return true;
        if (Number("hours") > 23 || Number("minutes") > 59) return false;
        var offset = new TimeSpan(Number("hours"), Number("minutes"), 0) * (match.Groups["sign"].Value == "-" ? -1 : 1);
        return local - DateTime.MinValue >= offset && DateTime.MaxValue - local > -offset;
    }

    /// <summary>A part of a time as <c>getHours</c> and the others give it; null for other functions.</summary>
    public static long? Part(string function, Timestamp time, string? zone)
    {
        var seconds = time.Seconds + (zone is null ? 0 : OffsetOf(zone, time.Seconds));

        // Where .NET's calendar ends, the same day is found 400 years away.
        const int Years = 400;
        const long Cycle = 146_097L * 86_400;
        var cycles = seconds < Timestamp.MinSeconds ? -1 : seconds > Timestamp.MaxSeconds ? 1 : 0;
        var local = DateTime.UnixEpoch.AddSeconds(seconds - cycles * Cycle);
        return function switch
        {
            "getFullYear" => local.Year + cycles * Years,
            "getMonth" => local.Month - 1,
            "getDate" => local.Day,
            "getDayOfMonth" => local.Day - 1,
            "getDayOfWeek" => (int)local.DayOfWeek,
            "getDayOfYear" => local.DayOfYear - 1,
            "getHours" => local.Hour,
            "getMinutes" => local.Minute,
            "getSeconds" => local.Second,
            "getMilliseconds" => time.Nanos / 1_000_000,
            _ => null,
        };
    }

    /// <summary>Whether a zone had an offset of seconds then.</summary>
    public static bool IsMeanTime(string zone, long seconds) => MeanTimes.Any(mean => mean.Zone == zone && seconds < mean.Until);

    private static long OffsetOf(string zone, long seconds)
    {
        if (Offset().Match(zone) is { Success: true } match)
        {
            var minutes = int.Parse(match.Groups["hours"].Value, CultureInfo.InvariantCulture) * 60
                + int.Parse(match.Groups["minutes"].Value, CultureInfo.InvariantCulture);
            return (match.Groups["sign"].Value == "-" ? -60 : 60) * minutes;
        }

        var found = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var mean = MeanTimes.FirstOrDefault(mean => mean.Zone == zone && seconds < mean.Until);
        if (mean.Zone is null) return (long)found.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(seconds)).TotalSeconds;
        var usual = (long)found.BaseUtcOffset.TotalSeconds;
        return usual + (mean.Seconds - usual) / 60 * 60;
    }

    [GeneratedRegex(
        @"\A(?<year>[0-9]{4})-(?<month>[0-9][0-9])-(?<day>[0-9][0-9])T(?<hour>[0-9][0-9]):(?<minute>[0-9][0-9]):(?<second>[0-9][0-9])(\.[0-9]{1,9})?(Z|(?<sign>[+-])(?<hours>[0-9][0-9]):(?<minutes>[0-9][0-9]))\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Instant();

    [GeneratedRegex(@"\A(?<sign>[+-]?)(?<hours>[0-9]{2}):(?<minutes>[0-9]{2})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Offset();
}
