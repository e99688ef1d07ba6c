using System.Diagnostics;
using Pdp.Client.Tests.Support;
using Xunit;

namespace Pdp.Client.Tests.Resilience;

/// <summary>Many checks at a time through one client.</summary>
public sealed class ManyChecksTests(SamplePdp pdp, ITestOutputHelper output)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_thousand_at_once_are_all_answered_and_starve_nobody()
    {
        const int Count = 10_000;
        await using var client = Ask.Client(pdp.Process.EndPoint, options => options.Timeout = TimeSpan.FromSeconds(20));
        await client.UntilPermittedAsync(Cancellation);
        using var over = new CancellationTokenSource();
        var longest = TimeSpan.Zero;
        var pulse = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                var beat = Stopwatch.GetTimestamp();
                await Task.Yield();
                var late = Stopwatch.GetElapsedTime(beat);
                if (late > longest) longest = late;
                await Task.Delay(1, Cancellation);
            }
        }, Cancellation);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();

        for (var round = 0; round < 3; round++)
        {
            var calls = Enumerable.Range(0, Count).Select(index => client.CheckAsync(index % 2 == 0 ? Ask.Permitted() : Ask.Denied(), Cancellation).AsTask());
            var decisions = await Task.WhenAll(calls);

            for (var i = 0; i < Count; i++) Assert.Equal(i % 2 == 0 ? ReasonCode.Permitted : ReasonCode.Denied, decisions[i].Reason);
        }

        var elapsed = watch.Elapsed;
        await over.CancelAsync();
        await pulse;
        var after = GC.GetTotalMemory(forceFullCollection: true);
        output.WriteLine($"3 x {Count} in {elapsed.TotalMilliseconds:0} ms; the pool was {longest.TotalMilliseconds:0} ms late at most; {(after - before) / 1024} KiB more are held");
        Assert.True(longest < TimeSpan.FromSeconds(2), $"work waited {longest.TotalMilliseconds} ms for a thread");
        Assert.True(after - before < 20 * 1024 * 1024, $"{after - before} bytes more are held");
    }

    [Fact]
    public async Task What_is_more_than_may_be_under_way_is_throttled_at_once()
    {
        await using var network = new FaultyNetwork(pdp.Process.EndPoint);
        await using var client = Ask.Client(network.EndPoint, options =>
        {
            options.MaxConcurrentChecks = 10;
            options.Timeout = TimeSpan.FromSeconds(2);
        });
        await client.UntilPermittedAsync(Cancellation);
        network.Break(NetworkFault.Hung);

        var calls = Enumerable.Range(0, 15).Select(_ => client.CheckAsync(Ask.Permitted(), Cancellation).AsTask()).ToArray();
        var decisions = await Task.WhenAll(calls);

        Assert.Equal(5, decisions.Count(decision => decision.Reason == ReasonCode.Throttled));
        Assert.Equal(10, decisions.Count(decision => decision.Reason == ReasonCode.Deadline));
    }
}
