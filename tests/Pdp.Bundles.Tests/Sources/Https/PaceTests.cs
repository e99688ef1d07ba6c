using Pdp.Bundles.Sources.Https;
using Xunit;

namespace Pdp.Bundles.Tests.Sources.Https;

/// <summary>How soon a server is asked again.</summary>
public sealed class PaceTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(30);

    [Fact]
    public void After_each_failure_in_a_row_the_pause_is_twice_as_long_up_to_the_poll()
    {
        var pace = new Pace(Poll, static () => 1);
        Assert.Equal([1, 2, 4, 8, 16, 30, 30], Enumerable.Range(0, 7).Select(_ => pace.AfterFailure(null).TotalSeconds));
        for (var i = 0; i < 10_000; i++) Assert.Equal(Poll, pace.AfterFailure(null));
        pace.AfterAnswer(hasWaited: true, isNew: false);
        Assert.Equal(TimeSpan.FromSeconds(1), pace.AfterFailure(null));
    }

    [Theory]
    [InlineData(0, 0.75)]
    [InlineData(0.5, 0.875)]
    [InlineData(1, 1)]
    public void A_quarter_of_a_pause_is_left_to_chance(double chance, double part)
    {
        var pace = new Pace(Poll, () => chance);
        Assert.Equal(part, pace.AfterFailure(null).TotalSeconds);
        Assert.Equal(2 * part, pace.AfterFailure(null).TotalSeconds);
        Assert.Equal(Poll * part, pace.AfterAnswer(hasWaited: false, isNew: false));
    }

    [Theory]
    [InlineData(-5, 1)]
    [InlineData(0, 1)]
    [InlineData(90, 90)]
    [InlineData(3599, 3599)]
    [InlineData(86_400, 3600)]
    public void A_server_that_asks_for_a_pause_gets_it_but_not_for_ever(int askedFor, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new Pace(Poll, static () => 1).AfterFailure(TimeSpan.FromSeconds(askedFor)));

    [Fact]
    public void A_server_that_waits_is_asked_at_once_and_one_that_had_something_new_soon()
    {
        var pace = new Pace(Poll, static () => 0);
        Assert.Equal(TimeSpan.Zero, pace.AfterAnswer(hasWaited: true, isNew: true));
        Assert.Equal(TimeSpan.FromSeconds(1), pace.AfterAnswer(hasWaited: false, isNew: true));
    }

    [Fact]
    public void No_pause_is_longer_than_a_poll_that_is_shorter_than_a_second()
    {
        var pace = new Pace(TimeSpan.FromMilliseconds(100), static () => 1);
        Assert.Equal(TimeSpan.FromMilliseconds(100), pace.AfterFailure(null));
        Assert.Equal(TimeSpan.FromMilliseconds(100), pace.AfterAnswer(hasWaited: false, isNew: true));
    }
}
