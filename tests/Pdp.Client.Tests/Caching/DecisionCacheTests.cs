using Microsoft.Extensions.Time.Testing;
using Pdp.Client.Tests.Support;
using Xunit;

namespace Pdp.Client.Tests.Caching;

/// <summary>What is kept is used only while it is known to hold.</summary>
public sealed class DecisionCacheTests(SamplePdp pdp)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_kept_unless_it_is_asked_for()
    {
        await using var client = Ask.Client(pdp.Process.EndPoint, options => options.Timeout = Patience);

        for (var i = 0; i < 5; i++) Assert.False((await client.CheckAsync(Ask.Permitted(), Cancellation)).FromCache);
    }

    [Fact]
    public async Task A_question_asked_again_has_the_same_answer_until_policies_change()
    {
        var folder = Directory.CreateTempSubdirectory("pdp-client-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "p.json"), Policy(1, "permit"), Cancellation);
            await using var server = await PdpProcess.StartAsync("--policies", folder);
            await using var client = Ask.Client(server.EndPoint, Kept);
            AuthorizationDecision kept;
            do kept = await client.CheckAsync(Ask.Permitted(), Cancellation);
            while (!kept.FromCache);
            Assert.True(kept.IsPermitted);

            await File.WriteAllTextAsync(Path.Combine(folder, "p.json"), Policy(2, "deny"), Cancellation);
            AuthorizationDecision changed;
            do changed = await client.CheckAsync(Ask.Permitted(), Cancellation);
            while (changed.IsPermitted);

            Assert.Equal(ReasonCode.Denied, changed.Reason);
            Assert.NotEqual(kept.PolicyRevision, changed.PolicyRevision);
            for (var i = 0; i < 100; i++) Assert.Equal(ReasonCode.Denied, (await client.CheckAsync(Ask.Permitted(), Cancellation)).Reason);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Nothing_kept_is_used_once_notices_do_not_come_in()
    {
        await using var network = new FaultyNetwork(pdp.Process.EndPoint);
        await using var client = Ask.Client(network.EndPoint, options =>
        {
            Kept(options);
            options.Timeout = TimeSpan.FromMilliseconds(500);
        });
        while (!(await client.CheckAsync(Ask.Permitted(), Cancellation)).FromCache) await Task.Yield();

        network.Break(NetworkFault.Hung);
        var broken = System.Diagnostics.Stopwatch.StartNew();
        while ((await client.CheckAsync(Ask.Permitted(), Cancellation)).IsPermitted) await Task.Delay(5, Cancellation);

        Assert.True(broken.Elapsed < TimeSpan.FromSeconds(8), $"it was used for {broken.Elapsed}");
        Assert.False((await client.CheckAsync(Ask.Permitted(), Cancellation)).IsPermitted);
    }

    [Fact]
    public async Task A_server_without_notices_has_nothing_kept()
    {
        await using var scripted = await ScriptedPdp.StartAsync(new Script());
        await using var client = Ask.Client(scripted.EndPoint, Kept);

        for (var i = 0; i < 20; i++) Assert.False((await client.CheckAsync(Ask.Permitted(), Cancellation)).FromCache);

        Assert.Equal(20, scripted.Script.Calls);
    }

    [Fact]
    public async Task How_long_something_is_kept_is_not_told_by_the_clock_on_the_wall()
    {
        // it alone is moved: the time of the system stands still in comparison
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var scripted = await ScriptedPdp.StartAsync(new Script { IsWatched = true });
        var options = new PdpClientOptions { Endpoints = [$"http://{scripted.EndPoint}"] };
        Kept(options);
        options.Cache.PermitLifetime = TimeSpan.FromSeconds(5);
        options.Cache.Heartbeat = TimeSpan.FromSeconds(30);
        await using var client = new PdpClient(options, clock: clock);
        while (!(await client.CheckAsync(Ask.Permitted(), Cancellation)).FromCache) await Task.Delay(1, Cancellation);
        var asked = scripted.Script.Calls;

        clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.True((await client.CheckAsync(Ask.Permitted(), Cancellation)).FromCache);
        clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.False((await client.CheckAsync(Ask.Permitted(), Cancellation)).FromCache);

        Assert.Equal(asked + 1, scripted.Script.Calls);
    }

    private static void Kept(PdpClientOptions options)
    {
        options.Timeout = Patience;
        options.Cache.IsEnabled = true;
        options.Cache.PermitLifetime = Long;
        options.Cache.DenyLifetime = Long;
    }

    private static string Policy(int version, string effect) =>
        $$"""{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": {{version}}, "rules": [ { "id": "r", "effect": "{{effect}}" } ] }""";
}
