using Pdp.Bundles;
using Pdp.Bundles.Sources;
using Pdp.Server.Reloading;
using Xunit;

namespace Pdp.Server.Tests.Support;

/// <summary>A source that has what it is told to have, and a server that follows it.</summary>
internal sealed class ScriptedSource : IPolicySource
{
    private readonly SemaphoreSlim _changes = new(0);
    private LoadResult _next = new(Fixture.Bundle, []);

    public string Name => "scripted";

    /// <summary>What it has, for a server that is not waited for.</summary>
    public LoadResult Next { set => _next = value; }

    /// <summary>What happens where a change is waited for; null: it is.</summary>
    public Func<Task>? Waiting { get; init; }

    /// <summary>What reading it fails with; null: it does not.</summary>
    public Func<Exception>? Failure { get; set; }

    /// <summary>Has the server follow it.</summary>
    public Task FollowedBy(RunningServer server) =>
        server.Server.FollowAsync(this, FirstPolicies.Of(Fixture.Bundle, TimeProvider.System.GetUtcNow()));

    /// <summary>Has something else, and waits until the server has put it in force or refused it.</summary>
    public async Task HaveAsync(RunningServer server, LoadResult next)
    {
        var before = server.Server.Serving;
        _next = next;
        _changes.Release();
        await before.Changed.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    public Task<LoadResult> ReadAsync(Bundle? inForce, CancellationToken cancellation) =>
        Failure is { } failure ? Task.FromException<LoadResult>(failure()) : Task.FromResult(_next);

    public Task WaitAsync(CancellationToken cancellation) => Waiting?.Invoke() ?? _changes.WaitAsync(cancellation);

    public void Dispose() => _changes.Dispose();
}
