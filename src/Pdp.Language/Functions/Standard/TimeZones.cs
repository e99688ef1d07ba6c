using System.Buffers;
using Pdp.Language.Values;

namespace Pdp.Language.Functions.Standard;

/// <summary>Time zones by offset (<c>+05:30</c>, <c>02:00</c>) or by name in the IANA data (<c>Europe/Berlin</c>).</summary>
internal static class TimeZones
{
    private const int LongestName = 64;

    // A name comes from a request and becomes a file name: nothing that could lead elsewhere.
    private static readonly SearchValues<char> _nameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/");

    /// <summary>Seconds east of UTC at an instant; an error when there is no such zone.</summary>
    public static EvalError? TryOffset(string zone, Timestamp instant, out int seconds)
    {
        seconds = 0;
        if (zone == "UTC") return null;
        if (zone.Contains(':', StringComparison.Ordinal))
        {
            var signed = zone is ['+' or '-', ..] ? zone : "+" + zone;
            return TimestampText.TryOffset(signed, out seconds) ? null : Unknown(zone);
        }

        if (zone.Length is 0 or > LongestName || zone is ['/', ..] || zone.AsSpan().ContainsAnyExcept(_nameCharacters)
            || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
        {
            return Unknown(zone);
        }

        var utc = DateTime.UnixEpoch.AddTicks(instant.Seconds * TimeSpan.TicksPerSecond + instant.Nanos / 100);
        seconds = (int)(found.GetUtcOffset(utc).Ticks / TimeSpan.TicksPerSecond);
        return null;
    }

    private static EvalError Unknown(string zone) => new(
        EvalErrorCode.SyntaxError,
        $"{ValueLimits.Quote(zone)} is no time zone, expected one such as `Europe/Berlin` or `+05:30`");
}
