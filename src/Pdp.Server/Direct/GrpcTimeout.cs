using System.Globalization;

namespace Pdp.Server.Direct;

/// <summary>The header <c>grpc-timeout</c>: at most eight digits and a unit.</summary>
internal static class GrpcTimeout
{
    private const int MostDigits = 8;

    /// <summary>Reads it; false when it is not of this form, or leaves no time at all.</summary>
    public static bool TryParse(string? header, out TimeSpan timeout)
    {
        timeout = default;
        if (header is null || header.Length is < 2 or > MostDigits + 1) return false;
        if (!long.TryParse(header.AsSpan(0, header.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        if (number == 0 || header[^1] is not ('n' or 'u' or 'm' or 'S' or 'M' or 'H')) return false;
        timeout = header[^1] switch
        {
            'n' => TimeSpan.FromTicks(Math.Max(1, number / TimeSpan.NanosecondsPerTick)),
            'u' => TimeSpan.FromTicks(number * TimeSpan.TicksPerMicrosecond),
            'm' => TimeSpan.FromTicks(number * TimeSpan.TicksPerMillisecond),
            'S' => TimeSpan.FromTicks(number * TimeSpan.TicksPerSecond),
            'M' => TimeSpan.FromTicks(number * TimeSpan.TicksPerMinute),
            _ => TimeSpan.FromTicks(number * TimeSpan.TicksPerHour),
        };
        return true;
    }
}
