namespace Pdp.Language.Values;

/// <summary>A point in time between 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999999999Z.</summary>
/// <param name="Seconds">Seconds since the Unix epoch, negative before it.</param>
/// <param name="Nanos">Nanoseconds after <paramref name="Seconds"/>, 0 to 999,999,999.</param>
public readonly record struct Timestamp(long Seconds, int Nanos)
{
    /// <summary>Seconds of the first valid instant.</summary>
    public const long MinSeconds = -62_135_596_800;

    /// <summary>Seconds of the last valid second.</summary>
    public const long MaxSeconds = 253_402_300_799;

    /// <summary>Whether the instant lies in the valid years 1 to 9999.</summary>
    public bool IsValid => Seconds is >= MinSeconds and <= MaxSeconds && Nanos is >= 0 and < 1_000_000_000;

    /// <summary>The same instant from .NET's clock, which counts 100 ns.</summary>
    public static Timestamp From(DateTimeOffset instant)
    {
        var ticks = instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        var seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out var rest);
        if (rest < 0)
        {
            seconds--;
            rest += TimeSpan.TicksPerSecond;
        }

        return new Timestamp(seconds, (int)rest * 100);
    }
}
