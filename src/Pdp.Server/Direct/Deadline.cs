namespace Pdp.Server.Direct;

/// <summary>Until when a caller waits.</summary>
internal readonly struct Deadline
{
    private readonly TimeProvider _clock;
    private readonly long _started;
    private readonly TimeSpan _limit;

    /// <summary>Starts to count.</summary>
    /// <param name="clock">The time.</param>
    /// <param name="limit">How long the caller waits; the greatest value: for ever, and no clock is looked at.</param>
    public Deadline(TimeProvider clock, TimeSpan limit)
    {
        _clock = clock;
        _limit = limit;
        _started = IsNever ? 0 : clock.GetTimestamp();
    }

    /// <summary>Whether the caller waits for ever.</summary>
    public bool IsNever => _limit == TimeSpan.MaxValue;

    /// <summary>Whether the caller waits no more.</summary>
    public bool IsOver => !IsNever && _clock.GetElapsedTime(_started) >= _limit;

    /// <summary>How long the caller still waits; null: no more.</summary>
    public TimeSpan? Left
    {
        get
        {
            if (IsNever) return TimeSpan.MaxValue;
            var left = _limit - _clock.GetElapsedTime(_started);
            return left > TimeSpan.Zero ? left : null;
        }
    }
}
