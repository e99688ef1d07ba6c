using System.Numerics;

namespace Pdp.LoadBenchmarks.Driving;

/// <summary>Counts latencies in places that are 1.6 % wide, from a nanosecond to minutes, so that quantiles need no list.</summary>
internal sealed class LatencyHistogram
{
    // so many places for each power of two
    private const int Fineness = 6;

    private readonly long[] _counts = new long[(64 - Fineness) << Fineness];

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>The largest.</summary>
    public TimeSpan Largest { get; private set; }

    public void Add(TimeSpan latency)
    {
        var nanoseconds = Math.Max(1, (long)latency.TotalNanoseconds);
        var power = Math.Max(0, BitOperations.Log2((ulong)nanoseconds) - Fineness);
        _counts[(power << Fineness) + (int)(nanoseconds >> power)]++;
        Count++;
        if (latency > Largest) Largest = latency;
    }

    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        Count += other.Count;
        if (other.Largest > Largest) Largest = other.Largest;
    }

    /// <summary>The latency that a share of all does not exceed, such as 0.99.</summary>
    public TimeSpan Quantile(double share)
    {
        var wanted = (long)Math.Ceiling(share * Count);
        long seen = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen < wanted || seen == 0) continue;
            var power = Math.Max(0, (i >> Fineness) - 1);
            var nanoseconds = (i - ((long)power << Fineness)) << power;
            return TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
        }

        return TimeSpan.Zero;
    }
}
