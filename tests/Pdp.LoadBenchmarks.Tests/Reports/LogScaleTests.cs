using CsCheck;
using Pdp.LoadBenchmarks.Reports;
using Xunit;

namespace Pdp.LoadBenchmarks.Tests.Reports;

public sealed class LogScaleTests
{
    [Fact]
    public void Each_power_of_ten_is_as_long_as_the_next()
    {
        var scale = new LogScale([10, 100_000], 50, 450);
        Assert.Equal([10, 100, 1000, 10_000, 100_000], scale.Ticks);
        Assert.Equal([50, 150, 250, 350, 450], scale.Ticks.Select(scale.At));
    }

    [Fact]
    public void Ends_at_powers_of_ten_around_the_values() => Assert.Equal([1, 10, 100, 1000], new LogScale([7, 150], 0, 1).Ticks);

    [Fact]
    public void One_value_has_room_above_it() => Assert.Equal([10, 100], new LogScale([10], 0, 1).Ticks);

    [Fact]
    public void Upwards_larger_values_have_smaller_places()
    {
        var scale = new LogScale([1, 100], 200, 0);
        Assert.Equal(100, scale.At(10), 1e-9);
        Assert.True(scale.At(90) < scale.At(20));
    }

    [Fact]
    public void All_values_lie_between_the_ends() => Gen.Double[1e-6, 1e12].Array[1, 20].Sample(static values =>
    {
        var scale = new LogScale(values, 10, 20);
        foreach (var value in values) Assert.InRange(scale.At(value), 10 - 1e-9, 20 + 1e-9);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Rejects_what_has_no_logarithm(double value) => Assert.Throws<ArgumentOutOfRangeException>(() => new LogScale([1, value], 0, 1));

    [Fact]
    public void Rejects_nothing() => Assert.Throws<ArgumentException>(static () => new LogScale([], 0, 1));
}
