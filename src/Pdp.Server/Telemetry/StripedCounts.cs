using System.Numerics;

namespace Pdp.Server.Telemetry;

/// <summary>
/// Counts that many threads raise at once: each processor has its own, so that they do not wait for one another's memory. No
/// count is lost; a sum taken meanwhile may lack what is being counted.
/// </summary>
internal sealed class StripedCounts
{
    private const int MostStripes = 16;

    // as many as two cache lines have: what stands beside is someone else's
    private const int Gap = 16;

    private static readonly int _stripeCount = (int)Math.Min(MostStripes, BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount));

    private readonly long[][] _stripes = new long[_stripeCount][];

    /// <param name="length">How many counts there are.</param>
    public StripedCounts(int length)
    {
        for (var i = 0; i < _stripeCount; i++) _stripes[i] = new long[Gap + length + Gap];
    }

    /// <summary>Raises a count by one.</summary>
    public void Add(int position) => Interlocked.Increment(ref Stripe[Gap + position]);

    /// <summary>Raises a count by one, and another by an amount.</summary>
    public void Add(int position, int sum, long amount)
    {
        var stripe = Stripe;
        Interlocked.Increment(ref stripe[Gap + position]);
        Interlocked.Add(ref stripe[Gap + sum], amount);
    }

    /// <summary>A count.</summary>
    public long Sum(int position)
    {
        var sum = 0L;
        foreach (var stripe in _stripes) sum += Volatile.Read(ref stripe[Gap + position]);
        return sum;
    }

    private long[] Stripe => _stripes[Thread.GetCurrentProcessorId() & (_stripeCount - 1)];
}
