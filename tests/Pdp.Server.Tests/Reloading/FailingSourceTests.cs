using Microsoft.Extensions.Time.Testing;
using Pdp.Bundles;
using Pdp.Server.Reloading;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Reloading;

/// <summary>A source that fails where nobody thought it could is still followed, and each failure is told once.</summary>
public sealed class FailingSourceTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly LogRecorder _log = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static LoadResult Newer => new(Fixture.Bundle with { Revision = "newer" }, []);

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_a_change_cannot_be_waited_for_who_asks_is_answered_at_once(bool throws)
    {
        using var source = Unwaitable(throws);
        await using var running = await RunningServer.StartAsync(warm: false, clock: _clock, log: _log);
        var following = source.FollowedBy(running);

        // no time passes
        Assert.Equal(ReloadOutcome.Unchanged, await ReloadAsync(running));
        source.Next = Newer;
        Assert.Equal(ReloadOutcome.Activated, await ReloadAsync(running));
        Assert.Equal("newer", running.Server.Serving.Bundle!.Bundle.Revision);
        Assert.Equal(1, Told("Error FollowFailed"));
        await running.Server.StopAsync();
        await following;
    }

    [Fact]
    public async Task Where_a_change_cannot_be_waited_for_it_is_looked_for_by_the_clock()
    {
        using var source = Unwaitable(throws: true);
        await using var running = await RunningServer.StartAsync(warm: false, clock: _clock, log: _log);
        var changed = running.Server.Serving.Changed;
        var following = source.FollowedBy(running);
        source.Next = Newer;
        for (var i = 0; !changed.IsCompleted && i < 2000; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(changed, Task.Delay(10, Cancelled));
        }

        await changed.WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
        Assert.Equal("newer", running.Server.Serving.Bundle!.Bundle.Revision);
        await running.Server.StopAsync();
        await following;
    }

    [Fact]
    public async Task A_reading_that_fails_is_told_when_it_begins_to_and_when_it_fails_otherwise()
    {
        using var source = new ScriptedSource();
        await using var running = await RunningServer.StartAsync(warm: false, clock: _clock, log: _log);
        var following = source.FollowedBy(running);
        foreach (var (failure, told) in new[] { ("one", 1), ("one", 1), ("one", 1), ("other", 2), ("other", 2), (null, 2), ("other", 3) })
        {
            source.Failure = failure is null ? null : () => new InvalidOperationException(failure);
            Assert.Equal(failure is null ? ReloadOutcome.Unchanged : ReloadOutcome.Refused, await ReloadAsync(running));
            Assert.Equal(failure is null, running.Server.Serving.Refusal is null);
            Assert.Equal(told, Told("Error ReadFailed"));
        }

        await running.Server.StopAsync();
        await following;
    }

    private static ScriptedSource Unwaitable(bool throws) =>
        new() { Waiting = () => throws ? throw new IOException("no waiting") : Task.FromException(new IOException("no waiting")) };

    private static async Task<ReloadOutcome> ReloadAsync(RunningServer running) =>
        (await running.Server.ReloadAsync(Cancelled).WaitAsync(TimeSpan.FromSeconds(60), Cancelled)).Outcome;

    private int Told(string start) => _log.Records.Count(record => record.StartsWith(start, StringComparison.Ordinal));
}
