using CsCheck;
using Pdp.LoadBenchmarks.Driving;
using Xunit;

namespace Pdp.LoadBenchmarks.Tests.Driving;

public sealed class LatencyHistogramTests
{
    // a place is a 64th of what it counts, and a quantile is told in whole ticks of 100 ns
    private const double Width = 1 / 64.0;
    private const long Tick = 1;

    private static readonly Gen<long[]> Latencies = Gen.Long[1, 60 * TimeSpan.TicksPerSecond].Select(Gen.Double[0, 1], static (most, skew) => (long)Math.Max(1, Math.Pow(most, skew))).Array[1, 500];

    [Fact]
    public void A_quantile_is_that_of_the_sorted_list_but_for_the_width_of_a_place() =>
        Latencies.Select(Gen.Double[0.001, 1]).Sample((ticks, share) =>
        {
            var exact = ticks.Order().ElementAt((int)Math.Ceiling(share * ticks.Length) - 1);
            var told = Of(ticks).Quantile(share).Ticks;
            Assert.InRange(told, (long)(exact * (1 - Width)) - Tick, exact);
        });

    [Fact]
    public void Two_added_together_are_one_of_all() => Latencies.Select(Latencies).Sample(static (some, others) =>
    {
        var sum = Of(some);
        sum.Add(Of(others));
        var all = Of([.. some, .. others]);
        Assert.Equal(all.Count, sum.Count);
        Assert.Equal(all.Largest, sum.Largest);
        foreach (var share in new[] { 0.1, 0.5, 0.99, 1 }) Assert.Equal(all.Quantile(share), sum.Quantile(share));
    });

    [Fact]
    public void A_slow_one_in_a_hundred_shows_in_p99_point_5_and_not_in_p99()
    {
        var histogram = Of([.. Enumerable.Repeat(1_000L, 99), 1_000_000L]);
        Assert.InRange(histogram.Quantile(0.99).Ticks, 980, 1_000);
        Assert.InRange(histogram.Quantile(0.995).Ticks, 980_000, 1_000_000);
        Assert.Equal(1_000_000, histogram.Largest.Ticks);
    }

    [Fact]
    public void An_empty_one_has_no_latency() => Assert.Equal(TimeSpan.Zero, new LatencyHistogram().Quantile(0.99));

    private static LatencyHistogram Of(long[] ticks)
    {
        var histogram = new LatencyHistogram();
        foreach (var one in ticks) histogram.Add(TimeSpan.FromTicks(one));
        return histogram;
    }
}
