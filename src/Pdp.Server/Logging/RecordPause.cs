namespace Pdp.Server.Logging;

/// <summary>Parts records that anybody can cause as often as it likes: the log must not be filled.</summary>
/// <param name="clock">The time.</param>
internal sealed class RecordPause(TimeProvider clock)
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1);

    private long _last = long.MinValue;
    private long _leftOut;

    /// <summary>Whether the next record may be written; if not, it is counted.</summary>
    /// <param name="leftOut">How many were left out since the last one.</param>
    public bool IsOver(out long leftOut)
    {
        leftOut = 0;
        var now = clock.GetTimestamp();
        var last = Volatile.Read(ref _last);
        if ((last != long.MinValue && clock.GetElapsedTime(last, now) < Length) || Interlocked.CompareExchange(ref _last, now, last) != last)
        {
            Interlocked.Increment(ref _leftOut);
            return false;
        }

        leftOut = Interlocked.Exchange(ref _leftOut, 0);
        return true;
    }
}
