using Microsoft.Extensions.Time.Testing;
using Pdp.Server.Reloading;
using Xunit;

namespace Pdp.Server.Tests.Reloading;

/// <summary>Readings that bring nothing new are demanded ever more seldom, and as often as before once something has changed.</summary>
public sealed class DemandPaceTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Each_reading_in_vain_doubles_the_pause_up_to_the_longest()
    {
        var pace = new DemandPace(TimeSpan.FromSeconds(10), _clock);
        foreach (var pause in new[] { 0, 1, 2, 4, 8, 10, 10 })
        {
            if (pause > 0) _clock.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(pause == 0, pace.TryBegin());
            if (pause > 0) _clock.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal(pause > 0, pace.TryBegin());
            pace.End();
        }
    }

    [Fact]
    public void None_begins_while_one_is_under_way_however_long_it_takes()
    {
        var pace = new DemandPace(TimeSpan.FromSeconds(10), _clock);
        Assert.True(pace.TryBegin());
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.False(pace.TryBegin());
        pace.End();
        // the pause begins with the end
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(pace.TryBegin());
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(pace.TryBegin());
    }

    [Fact]
    public void What_is_put_off_costs_nothing()
    {
        var pace = new DemandPace(TimeSpan.FromSeconds(10), _clock);
        Assert.True(pace.TryBegin());
        pace.PutOff();
        Assert.True(pace.TryBegin());
    }

    [Fact]
    public void Something_new_begins_anew_with_the_first_pause()
    {
        var pace = new DemandPace(TimeSpan.FromMinutes(10), _clock);
        for (var i = 0; i < 6; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(10));
            Assert.True(pace.TryBegin());
            pace.End();
        }

        pace.Reset();
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(pace.TryBegin());
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(pace.TryBegin());
    }

    [Fact]
    public void A_source_that_is_read_more_often_than_that_is_demanded_once_a_second_at_most()
    {
        var pace = new DemandPace(TimeSpan.FromMilliseconds(100), _clock);
        Assert.True(pace.TryBegin());
        pace.End();
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(pace.TryBegin());
    }
}
