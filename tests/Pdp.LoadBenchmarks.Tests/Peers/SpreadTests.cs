using Pdp.LoadBenchmarks.Peers;
using Xunit;

namespace Pdp.LoadBenchmarks.Tests.Peers;

public sealed class SpreadTests
{
    [Theory]
    [InlineData(new[] { 3.0 }, 3, 3, 3)]
    [InlineData(new[] { 4.0, 2.0 }, 2, 3, 4)]
    [InlineData(new[] { 9.0, 1.0, 5.0 }, 1, 5, 9)]
    [InlineData(new[] { 8.0, 1.0, 100.0, 2.0 }, 1, 5, 100)]
    public void Tells_the_middle_one_and_both_ends(double[] values, double least, double middle, double most) =>
        Assert.Equal(new Spread(least, middle, most), Spread.Of(values));

    [Fact]
    public void Nothing_has_no_middle() => Assert.Throws<ArgumentException>(static () => Spread.Of([]));

    [Fact]
    public void A_ratio_is_of_one_round_so_that_a_busy_minute_hits_both_sides()
    {
        Sample[] ours = [Made.Sample(rate: 100_000), Made.Sample(rate: 40_000), Made.Sample(rate: 90_000)];
        Sample[] others = [Made.Sample(rate: 4_000), Made.Sample(rate: 2_000), Made.Sample(rate: 3_000)];
        Assert.Equal(new Spread(20, 25, 30), Spread.OfRatios(ours, others, static s => s.Rate));
    }
}
