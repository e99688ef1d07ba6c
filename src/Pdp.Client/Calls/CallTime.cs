namespace Pdp.Client;

/// <summary>When a call began, and how long it may take.</summary>
/// <param name="Started">When: a time stamp of the clock's.</param>
/// <param name="Timeout">How long.</param>
internal readonly record struct CallTime(long Started, TimeSpan Timeout)
{
    /// <summary>How long there is left.</summary>
    public TimeSpan Left(TimeProvider clock)
    {
        var left = Timeout - clock.GetElapsedTime(Started);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>When it is over: a time stamp of the clock's.</summary>
    public long Due(TimeProvider clock) => Started + (long)(Timeout.TotalSeconds * clock.TimestampFrequency);

    /// <summary>When it is over, for gRPC.</summary>
    public DateTime Deadline(TimeProvider clock) => clock.GetUtcNow().UtcDateTime + Left(clock);
}
