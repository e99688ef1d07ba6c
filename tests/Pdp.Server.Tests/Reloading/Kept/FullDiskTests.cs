using System.Globalization;
using Pdp.Bundles;
using Pdp.Bundles.Keeping;
using Pdp.Bundles.Sources;
using Pdp.Bundles.Sources.Watching;
using Pdp.Server.Reloading;
using Pdp.Server.Tests.Support;
using Xunit;
using ReloadOutcome = Pdp.Server.Reloading.ReloadOutcome;

namespace Pdp.Server.Tests.Reloading.Kept;

/// <summary>A disk that is full holds up no change of the policies; what was kept before stays, whole, until there is space again.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private static readonly TimeSpan Old = TimeSpan.FromHours(3);

    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("pdp-full-");
    private readonly LogRecorder _log = new();
    private RevisionStore _store = null!;
    private FolderSource _source = null!;
    private RunningServer _server = null!;
    private Task _following = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Policies => Path.Combine(_place.FullName, "policies");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full here; Linux has it");
        Directory.CreateDirectory(Policies);
        Write(1);
        _store = RevisionStore.Open(Path.Combine(_place.FullName, "state"));
        _source = new FolderSource(Policies, new LoadOptions(), new WatchOptions { Notices = false, Poll = TimeSpan.FromHours(1) }, TimeProvider.System, Assert.Fail);
        var first = FirstPolicies.Of((await _source.ReadAsync(null, Cancellation)).Bundle!, TimeProvider.System.GetUtcNow());
        _store.Keep(first.Bundle, first.Marks, TimeProvider.System.GetUtcNow());
        _server = await RunningServer.StartAsync(warm: false, bundle: first.Bundle, log: _log);
        _following = _server.Server.FollowAsync(_source, first, _store);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.Server.StopAsync();
            await _following;
            await _server.DisposeAsync();
        }

        _source?.Dispose();
        _store?.Dispose();
        _place.Delete(recursive: true);
    }

    [Fact]
    public async Task What_comes_into_force_on_a_full_disk_is_served_and_kept_when_there_is_space_again()
    {
        var kept = await File.ReadAllBytesAsync(_store.Path, Cancellation);
        for (var version = 2; version <= 3; version++)
        {
            Fill();
            Write(version);
            Assert.Equal(ReloadOutcome.Activated, (await _server.Server.ReloadAsync(Cancellation)).Outcome);
            Assert.Equal(version, Assert.Single(_server.Server.Serving.Bundle!.Bundle.Set.Policies).Version);
            Assert.Equal(kept, await File.ReadAllBytesAsync(_store.Path, Cancellation));
            Assert.Equal(
                $"Error NotKept: revision {_server.Server.Serving.Bundle.Bundle.Revision} cannot be kept in `{_store.Folder}`: the disk is full; "
                + "a start without the source of the policies would serve what was kept before",
                NotKept()[^1]);
        }

        // still full: what is told is not told again, and what is kept is not newer for that the source was reached
        var reached = TimeProvider.System.GetUtcNow().UtcDateTime - Old;
        File.SetLastWriteTimeUtc(_store.Path, reached);
        Fill();
        Assert.Equal(ReloadOutcome.Unchanged, (await _server.Server.ReloadAsync(Cancellation)).Outcome);
        Assert.Equal(2, NotKept().Count);
        Assert.Equal(kept, await File.ReadAllBytesAsync(_store.Path, Cancellation));
        Assert.Equal(reached, File.GetLastWriteTimeUtc(_store.Path), TimeSpan.FromSeconds(1));

        // the failed attempt has taken the link away: there is space
        Assert.Equal(ReloadOutcome.Unchanged, (await _server.Server.ReloadAsync(Cancellation)).Outcome);
        var now = _store.Read()!;
        Assert.Equal((_server.Server.Serving.Bundle!.Bundle.Revision, 3), (now.Revision, now.Marks.Of("p")));
        Assert.InRange(now.ReachedAt, TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(5), TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task A_change_that_is_refused_keeps_what_could_not_be_kept_before_as_well()
    {
        Fill();
        Write(2);
        await _server.Server.ReloadAsync(Cancellation);
        Assert.NotEqual(_server.Server.Serving.Bundle!.Bundle.Revision, _store.Read()!.Revision);
        Write(1);
        Assert.Equal(ReloadOutcome.Refused, (await _server.Server.ReloadAsync(Cancellation)).Outcome);
        Assert.Equal(_server.Server.Serving.Bundle.Bundle.Revision, _store.Read()!.Revision);
    }

    private IReadOnlyList<string> NotKept() => [.. _log.Records.Where(static record => record.StartsWith("Error NotKept: ", StringComparison.Ordinal))];

    // the next attempt to write finds no space
    private void Fill() => File.CreateSymbolicLink(_store.Path + ".new", "/dev/full");

    private void Write(int version) => File.WriteAllText(Path.Combine(Policies, "p.json"), string.Create(CultureInfo.InvariantCulture, $$"""
        {"apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": {{version}}, "rules": [{"id": "r", "effect": "permit"}]}
        """));
}
