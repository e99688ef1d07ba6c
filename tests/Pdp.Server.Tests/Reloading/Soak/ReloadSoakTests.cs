using System.Globalization;
using Pdp.Bundles;
using Pdp.Bundles.Sources;
using Pdp.Bundles.Sources.Git;
using Pdp.Bundles.Sources.Watching;
using Pdp.Server.Reloading;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Reloading.Soak;

/// <summary>
/// Eight clients ask without a pause while the policies change under the server: each answer is right for the revision that it
/// names, and no call fails. It takes half a minute; <c>PDP_SOAK_SECONDS=600</c> makes it a long one, of which the times are compared as well.
/// </summary>
[Collection(Alone.Name)]
public sealed class ReloadSoakTests(ITestOutputHelper output) : IDisposable
{
    private static readonly int? Long =
        int.TryParse(Environment.GetEnvironmentVariable("PDP_SOAK_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;

    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("pdp-soak-");

    public void Dispose()
    {
        // git marks its objects as read-only
        foreach (var file in _place.EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })) file.Attributes = FileAttributes.Normal;
        _place.Delete(recursive: true);
    }

    [Fact]
    public async Task No_answer_is_wrong_and_no_call_fails_while_files_change()
    {
        var editor = new SoakEditor(Place("served"), seed: Environment.TickCount);
        using var source = new FolderSource(
            editor.Current, new LoadOptions(), new WatchOptions { Poll = TimeSpan.FromSeconds(2) }, TimeProvider.System, Assert.Fail);
        await RunAsync(editor, new SoakEditor(Place("twin"), seed: 1), source, TimeSpan.FromSeconds(Long ?? 8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("file://")]
    public async Task No_answer_is_wrong_and_no_call_fails_while_commits_are_pushed(string scheme)
    {
        using var editor = new GitSoakEditor(Place("served"), seed: Environment.TickCount);
        using var twin = new GitSoakEditor(Place("twin"), seed: 1);
        using var source = new GitSource(
            new GitOptions
            {
                Location = GitLocation.Parse(scheme + editor.Path, out _)!, Reference = GitSoakEditor.Branch,
                Poll = TimeSpan.FromMilliseconds(scheme.Length == 0 ? 2000 : 100),
            },
            new LoadOptions(), TimeProvider.System, Assert.Fail);
        await RunAsync(editor, twin, source, TimeSpan.FromSeconds(Long ?? 6));
    }

    private string Place(string name) => _place.CreateSubdirectory(name).FullName;

    // what is nobody's policies is edited first, so that the difference is that they are served
    private async Task RunAsync(ISoakEditor editor, ISoakEditor twin, IPolicySource source, TimeSpan time)
    {
        var (bundle, findings) = await source.ReadAsync(null, TestContext.Current.CancellationToken);
        Assert.Empty(findings);
        var log = new LogRecorder();
        await using var server = await RunningServer.StartAsync(bundle: bundle, log: log);
        var following = server.Server.FollowAsync(source, FirstPolicies.Of(bundle!, TimeProvider.System.GetUtcNow()));
        var clients = new SoakClients(editor, server);
        var still = await clients.AskAsync(Long is null ? TimeSpan.FromSeconds(2) : time / 3, () => twin.EditAsync(static () => Task.Delay(TimeSpan.FromMilliseconds(20))));
        var level = LiveBytes();
        var moving = await clients.AskAsync(time, () => editor.EditAsync(static () => Task.Delay(TimeSpan.FromMilliseconds(20))));
        var end = LiveBytes();

        var isThere = await ComesIntoForceAsync(editor, server);
        await server.Server.StopAsync();
        await following;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{clients.Asked:N0} calls, {clients.Revisions:N0} revisions answered of {editor.Known.Count:N0}; p99 {still.TotalMilliseconds:0.00} ms while nothing changed, {moving.TotalMilliseconds:0.00} ms while it did; memory {level / 1e6:0.0} MB, then {end / 1e6:0.0} MB; {string.Join(", ", editor.Made.Select(made => $"{made.Key} {made.Value}"))}"));
        Assert.Empty(clients.Wrong);
        Assert.True(isThere, $"the last state never came into force:\n{string.Join('\n', log.Records.TakeLast(20))}");
        Assert.Equal("", string.Join('\n', log.Records.Where(static record => record.Contains("Failed:", StringComparison.Ordinal))));
        Assert.True(clients.Revisions > (Long is null ? 3 : 10), $"{clients.Revisions} revisions");
        if (Long is not null) Assert.True(moving <= 2 * still, $"p99 {still} while nothing changed, {moving} while it did");
        Assert.True(end < (level * 1.5) + 30e6, $"{level / 1e6} MB before, {end / 1e6} MB after");
    }

    // what was edited last
    private static async Task<bool> ComesIntoForceAsync(ISoakEditor editor, RunningServer server)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!limit.IsCancellationRequested)
        {
            var state = server.Server.Serving;
            if (editor.Known.TryGetValue(state.Bundle!.Bundle.Revision, out var known) && ReferenceEquals(known, editor.State)) return true;
            await state.Changed.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    private static long LiveBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        var heap = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return heap.HeapSizeBytes - heap.FragmentedBytes;
    }
}
