namespace Pdp.Server.ShadowReports;

/// <summary>Bounds how many samples are taken in a second, without a lock.</summary>
internal sealed class SampleRate
{
    private const int CountBits = 24;

    // the second above, how many were taken in it below
    private long _state;

    /// <summary>Whether one more is taken.</summary>
    /// <param name="second">The second that it is, counted from anywhere.</param>
    /// <param name="most">Most in a second; less than 2^24.</param>
    public bool Takes(long second, int most)
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            var taken = state >> CountBits == second ? state & ((1L << CountBits) - 1) : 0;
            if (taken >= most) return false;
            if (Interlocked.CompareExchange(ref _state, (second << CountBits) | (taken + 1), state) == state) return true;
        }
    }
}
