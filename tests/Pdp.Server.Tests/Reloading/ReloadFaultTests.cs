using Pdp.Bundles;
using Pdp.Bundles.Sources;
using Pdp.Contracts.V1;
using Pdp.Server.Reloading;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Reloading;

/// <summary>Errors that nobody thought of, wherever they come from, are told, and end nothing: the next change is looked at.</summary>
public sealed class ReloadFaultTests
{
    [Fact]
    public async Task A_fault_of_a_check_is_a_refusal_and_the_next_change_comes_into_force()
    {
        // tests that cannot be run, not even to say that they fail
        using var source = new Scripted(
            () => Task.FromResult(new LoadResult(Fixture.Bundle with { Revision = "broken", Suites = default }, [])),
            () => Task.FromResult(new LoadResult(Fixture.Bundle with { Revision = "sound" }, [])));
        await FollowsAsync(source);
    }

    [Fact]
    public async Task A_fault_of_the_source_is_a_refusal_and_the_next_change_comes_into_force()
    {
        using var source = new Scripted(
            () => throw new InvalidOperationException("nobody thought of this"),
            () => throw new InvalidOperationException("nor when all is read anew"),
            () => Task.FromResult(new LoadResult(Fixture.Bundle with { Revision = "sound" }, [])));
        await FollowsAsync(source);
    }

    [Fact]
    public async Task A_fault_of_what_is_used_again_has_all_read_anew_and_what_is_in_force_still_says_behind_what_it_may_not_go_back()
    {
        var log = new LogRecorder();
        var inForce = Fixture.Bundle with { Origin = new BundleOrigin { Commit = new string('a', 40) } };
        Bundle? asked = null;
        using var source = new Scripted(
            () => throw new InvalidOperationException("nobody thought of this"), () => Task.FromResult(new LoadResult(inForce with { Revision = "sound" }, [])))
        {
            Asked = bundle => asked = bundle,
        };
        await using var running = await RunningServer.StartAsync(warm: false, bundle: inForce, log: log);
        var before = running.Server.Serving;
        var following = running.Server.FollowAsync(source, FirstPolicies.Of(inForce, TimeProvider.System.GetUtcNow()));
        source.Change();
        await ChangedAsync(before.Changed, following);
        Assert.Equal("sound", running.Server.Serving.Bundle!.Bundle.Revision);
        Assert.NotSame(inForce, asked);
        Assert.Equal((inForce.Revision, inForce.Origin), (asked!.Revision, asked.Origin));
        Assert.Single(log.Records, static record => record.StartsWith("Error ReuseFailed: ", StringComparison.Ordinal));
        await running.Server.StopAsync();
        await following;
    }

    private static async Task FollowsAsync(Scripted source)
    {
        var log = new LogRecorder();
        await using var running = await RunningServer.StartAsync(warm: false, log: log);
        var before = running.Server.Serving;
        var following = running.Server.FollowAsync(source, FirstPolicies.Of(Fixture.Bundle, TimeProvider.System.GetUtcNow()));
        source.Change();
        await ChangedAsync(before.Changed, following);
        var refused = running.Server.Serving;
        Assert.Contains("an internal error", Assert.Single(refused.Refusal!.Findings).Message, StringComparison.Ordinal);
        Assert.Same(before.Bundle, refused.Bundle);
        source.Change();
        await ChangedAsync(refused.Changed, following);
        Assert.Equal("sound", running.Server.Serving.Bundle!.Bundle.Revision);
        Assert.Null(running.Server.Serving.Refusal);
        await running.Server.StopAsync();
        await following;
    }

    private static async Task ChangedAsync(Task changed, Task following)
    {
        var first = await Task.WhenAny(changed, following).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await first;
        Assert.Same(changed, first);
    }

    /// <summary>A source that comes to what it is told to, one after the other.</summary>
    private sealed class Scripted(params Func<Task<LoadResult>>[] readings) : IPolicySource
    {
        private readonly SemaphoreSlim _changes = new(0);
        private int _next;

        public string Name => "scripted";

        public Action<Bundle?>? Asked { get; init; }

        public void Change() => _changes.Release();

        public Task<LoadResult> ReadAsync(Bundle? inForce, CancellationToken cancellation)
        {
            Asked?.Invoke(inForce);
            return readings[_next++]();
        }

        public Task WaitAsync(CancellationToken cancellation) => _changes.WaitAsync(cancellation);

        public void Dispose() => _changes.Dispose();
    }
}
