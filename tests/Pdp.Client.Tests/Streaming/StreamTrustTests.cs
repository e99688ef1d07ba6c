using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Pdp.Client.Tests.Streaming;

/// <summary>Streams that never come through are tried ever less often, where calls do.</summary>
public sealed class StreamTrustTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Each_that_is_silent_doubles_the_pause_until_one_is_answered()
    {
        var trust = new StreamTrust(_clock);
        foreach (var milliseconds in new[] { 500, 1000, 2000, 4000 })
        {
            Assert.True(trust.IsWorthTrying);
            trust.CallAnswered();
            trust.StreamSilent();
            _clock.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
            Assert.False(trust.IsWorthTrying);
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        trust.CallAnswered();
        trust.StreamSilent();
        trust.StreamAnswered();
        Assert.True(trust.IsWorthTrying);
    }

    [Fact]
    public void Where_no_call_is_answered_either_silence_says_nothing_of_streams()
    {
        var trust = new StreamTrust(_clock);
        trust.StreamSilent();
        Assert.True(trust.IsWorthTrying);
        trust.CallAnswered();
        trust.StreamSilent();
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        trust.StreamSilent();
        Assert.True(trust.IsWorthTrying);
    }

    [Fact]
    public void However_often_it_was_silent_it_is_tried_again_within_20_minutes()
    {
        var trust = new StreamTrust(_clock);
        for (var i = 0; i < 100; i++)
        {
            trust.CallAnswered();
            trust.StreamSilent();
        }

        Assert.False(trust.IsWorthTrying);
        _clock.Advance(TimeSpan.FromMinutes(20));
        Assert.True(trust.IsWorthTrying);
    }
}
