using Pdp.Bundles.Sources;
using Pdp.Bundles.Sources.Watching;
using Xunit;

namespace Pdp.Bundles.Tests.Sources;

/// <summary>What is read of a folder again and again is always the folder as it is, whatever became of the readings before.</summary>
public sealed class FolderSourceTests : IDisposable
{
    private static readonly WatchOptions Options = new() { Quiet = TimeSpan.FromMilliseconds(10), Poll = TimeSpan.FromMinutes(5) };

    private readonly TemporaryFolder _folder = new();
    private readonly FolderSource _source;

    public FolderSourceTests() => _source = new FolderSource(_folder.Path, new LoadOptions(), Options, TimeProvider.System, Assert.Fail);

    public void Dispose()
    {
        _source.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_reading_that_was_broken_off_loses_no_change()
    {
        Policy("a", "true");
        Policy("b", "true");
        var before = await ReadAsync(null);
        await ChangedAsync(() => Policy("a", "false"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _source.ReadAsync(before, new CancellationToken(canceled: true)));
        await ChangedAsync(() => Policy("b", "1 == 2"));
        AssertIsWhole(await ReadAsync(before));
    }

    [Fact]
    public async Task What_was_read_and_refused_counts_as_never_read()
    {
        Policy("a", "true");
        Policy("b", "true");
        var before = await ReadAsync(null);
        await ChangedAsync(() => Policy("a", "false"));
        var refused = await ReadAsync(before);
        Assert.NotEqual(before.Revision, refused.Revision);
        await ChangedAsync(() => Policy("b", "false"));
        AssertIsWhole(await ReadAsync(before));
    }

    private void AssertIsWhole(Bundle bundle) => Assert.Equal(
        BundleLoader.Load(_folder.Path, cancellation: TestContext.Current.CancellationToken).Bundle!.Revision, bundle.Revision);

    private async Task<Bundle> ReadAsync(Bundle? inForce)
    {
        var result = await _source.ReadAsync(inForce, TestContext.Current.CancellationToken);
        Assert.True(result.Bundle is not null, string.Join('\n', result.Diagnostics.Select(DiagnosticText.Format)));
        return result.Bundle;
    }

    private async Task ChangedAsync(Action change)
    {
        change();
        await _source.WaitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private void Policy(string id, string when) => _folder.Write(
        $"{id}.json",
        $$"""{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "{{id}}", "version": 1, "rules": [ { "id": "r", "effect": "permit", "when": "{{when}}" } ] }""");
}
