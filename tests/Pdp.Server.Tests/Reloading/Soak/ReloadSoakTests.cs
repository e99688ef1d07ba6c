using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Pdp.Bundles;
using Pdp.Bundles.Sources;
using Pdp.Bundles.Sources.Watching;
using Pdp.Contracts.V1;
using Pdp.Server.Reloading;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Reloading.Soak;

/// <summary>
/// Eight clients ask without a pause while the policies change under the server: each answer is right for the revision that it
/// names, and no call fails. <c>PDP_SOAK_SECONDS=600</c> makes it a long one.
/// </summary>
[Collection(Alone.Name)]
public sealed class ReloadSoakTests(ITestOutputHelper output)
{
    private const int Clients = 8;

    // what a call took is counted in steps: a list of all calls would be most of the memory that is measured
    private const int Steps = 100_000;

    private static readonly TimeSpan Step = TimeSpan.FromMicroseconds(10);

    private static readonly TimeSpan Time = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("PDP_SOAK_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 45);

    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly ConcurrentDictionary<string, bool> _revisions = new(StringComparer.Ordinal);
    private long _asked;

    [Fact]
    public async Task No_answer_is_wrong_and_no_call_fails_while_policies_change()
    {
        var place = Directory.CreateTempSubdirectory("pdp-soak-").FullName;
        try
        {
            await RunAsync(new SoakEditor(place, seed: Environment.TickCount));
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }

    private async Task RunAsync(SoakEditor editor)
    {
        using var source = new FolderSource(
            editor.Current, new LoadOptions(), new WatchOptions { Poll = TimeSpan.FromSeconds(2) }, TimeProvider.System, Assert.Fail);
        var (bundle, findings) = await source.ReadAsync(null, TestContext.Current.CancellationToken);
        Assert.Empty(findings);
        var log = new LogRecorder();
        await using var server = await RunningServer.StartAsync(bundle: bundle, log: log);
        var following = server.Server.FollowAsync(source, FirstPolicies.Of(bundle!));
        var still = await AskAsync(editor, server, Time / 5, () => Task.Delay(TimeSpan.FromMilliseconds(50)));
        var level = LiveBytes();
        var moving = await AskAsync(editor, server, Time, () => editor.EditAsync(static () => Task.Delay(TimeSpan.FromMilliseconds(20))));
        var end = LiveBytes();

        var isThere = await ComesIntoForceAsync(editor, server);
        await server.Server.StopAsync();
        await following;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{_asked:N0} calls, {_revisions.Count:N0} revisions answered of {editor.Known.Count:N0}; p99 {still.TotalMilliseconds:0.00} ms without edits, {moving.TotalMilliseconds:0.00} ms with; memory {level / 1e6:0.0} MB, then {end / 1e6:0.0} MB; {string.Join(", ", editor.Made.Select(made => $"{made.Key} {made.Value}"))}"));
        Assert.Empty(_wrong);
        Assert.True(isThere, $"the last state never came into force:\n{string.Join('\n', log.Records.TakeLast(20))}");
        Assert.Equal("", string.Join('\n', log.Records.Where(static record => record.Contains("Failed:", StringComparison.Ordinal))));
        Assert.True(_revisions.Count > 10, $"{_revisions.Count} revisions");
        Assert.True(end < (level * 1.5) + 30e6, $"{level / 1e6} MB before, {end / 1e6} MB after");
    }

    // what was edited last
    private static async Task<bool> ComesIntoForceAsync(SoakEditor editor, RunningServer server)
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

    /// <summary>Asks for a while.</summary>
    /// <returns>The 99th percentile of what a call took.</returns>
    private async Task<TimeSpan> AskAsync(SoakEditor editor, RunningServer server, TimeSpan time, Func<Task> meanwhile)
    {
        var counts = new int[Steps];
        var started = Stopwatch.GetTimestamp();
        var clients = Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            var random = new Random(client);
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                var (policy, level) = SoakEditor.Question(random);
                var begun = Stopwatch.GetTimestamp();
                var answer = await server.Decisions.CheckAsync(Request(policy, level));
                var took = (int)Math.Min(Stopwatch.GetElapsedTime(begun) / Step, Steps - 1);
                Interlocked.Increment(ref counts[took]);
                Judge(editor, policy, level, answer);
            }
        })).ToArray();
        while (Stopwatch.GetElapsedTime(started) < time) await meanwhile();
        await Task.WhenAll(clients);
        var calls = counts.Sum(static count => (long)count);
        _asked += calls;
        var step = 0;
        for (var slower = calls; slower > calls / 100; step++) slower -= counts[step];
        return step * Step;
    }

    private void Judge(SoakEditor editor, int policy, int level, CheckResponse answer)
    {
        _revisions[answer.Revision] = true;
        if (!editor.Known.TryGetValue(answer.Revision, out var state))
        {
            _wrong.Enqueue($"revision {answer.Revision} was never a state of the folder");
            return;
        }

        var expected = state.Permits(policy, level) ? Decision.Permit : Decision.NotApplicable;
        if (answer.Decision != expected) _wrong.Enqueue($"p{policy}, level {level}: {answer.Decision}, expected {expected} at {answer.Revision}");
    }

    private static CheckRequest Request(int policy, int level) => new()
    {
        Subject = new Subject { Type = "user", Id = string.Create(CultureInfo.InvariantCulture, $"u{policy}") },
        Action = new Pdp.Contracts.V1.Action { Name = "read" },
        Resource = new Resource { Type = "doc", Id = "d" },
        Context = new Struct { Fields = { ["level"] = Value.ForNumber(level) } },
    };
}
