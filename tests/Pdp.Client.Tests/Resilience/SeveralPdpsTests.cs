using System.Collections.Concurrent;
using Pdp.Client.Tests.Faults;
using Pdp.Client.Tests.Support;
using Pdp.Contracts.V1;
using Xunit;

namespace Pdp.Client.Tests.Resilience;

/// <summary>A client with several PDPs does not notice that one goes.</summary>
public sealed class SeveralPdpsTests(SamplePdp pdp)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Mode.Calls)]
    [InlineData(Mode.Streams)]
    public async Task One_that_restarts_again_and_again_under_load_costs_no_check(Mode mode)
    {
        await using var network = new FaultyNetwork(pdp.Process.EndPoint);
        await using var client = new PdpClient(new PdpClientOptions
        {
            Endpoints = [$"http://{pdp.Process.EndPoint}", $"http://{network.EndPoint}"],
            Timeout = TimeSpan.FromSeconds(10),
            Streaming = { FromConcurrentChecks = mode == Mode.Streams ? 0 : null },
        });
        await client.UntilPermittedAsync(Cancellation);
        using var over = new CancellationTokenSource();
        var told = new ConcurrentBag<AuthorizationDecision>();
        var load = Enumerable.Range(0, 8).Select(caller => Task.Run(
            async () =>
            {
                while (!over.IsCancellationRequested)
                    told.Add(await client.CheckAsync(caller % 2 == 0 ? Ask.Permitted() : Ask.Denied(), Cancellation));
            },
            Cancellation)).ToArray();

        network.Break(NetworkFault.Down);
        for (var round = 0; round < 2; round++)
        {
            // GOAWAY and all that a server says when it is asked to stop
            await using var second = await PdpProcess.StartAsync("--stop-delay", "1ms");
            network.Server = second.EndPoint;
            var taken = network.Taken;
            network.Heal();
            while (network.Taken == taken) await Task.Delay(10, Cancellation);
            await second.StopAsync();
            network.Break(NetworkFault.Down);
        }

        await over.CancelAsync();
        await Task.WhenAll(load);
        Assert.True(told.All(one => one.Detail.Length == 0), string.Join('\n', told.Where(one => one.Detail.Length > 0).GroupBy(one => one.Detail).Select(group => $"{group.Count()} x {group.First()}")));
        Assert.Equal([ReasonCode.Permitted, ReasonCode.Denied], told.Select(one => one.Reason).Distinct().Order());
        Assert.InRange(told.Count, 100, int.MaxValue);
    }

    [Fact]
    public async Task One_that_nobody_listens_at_is_passed_over()
    {
        await using var network = new FaultyNetwork(pdp.Process.EndPoint);
        network.Break(NetworkFault.Down);
        await using var client = new PdpClient(new PdpClientOptions
        {
            Endpoints = [$"http://{network.EndPoint}", $"http://{pdp.Process.EndPoint}"], Timeout = TimeSpan.FromSeconds(10),
        });
        await client.UntilPermittedAsync(Cancellation);

        for (var i = 0; i < 40; i++) Assert.True((await client.CheckAsync(Ask.Permitted(), Cancellation)).IsPermitted);

        Assert.Equal(0, network.Taken);
    }

    [Fact]
    public async Task One_that_hangs_costs_a_few_checks_and_is_passed_over()
    {
        await using var network = new FaultyNetwork(pdp.Process.EndPoint);
        await using var client = new PdpClient(new PdpClientOptions
        {
            Endpoints = [$"http://{network.EndPoint}", $"http://{pdp.Process.EndPoint}"], Timeout = TimeSpan.FromSeconds(1),
        });
        for (var i = 0; i < 4; i++) await client.UntilPermittedAsync(Cancellation);
        network.Break(NetworkFault.Hung);

        var reasons = new List<ReasonCode>();
        for (var i = 0; i < 30; i++) reasons.Add((await client.CheckAsync(Ask.Permitted(), Cancellation)).Reason);

        Assert.InRange(reasons.Count(reason => reason == ReasonCode.Deadline), 1, 4);
        Assert.All(reasons[10..], reason => Assert.Equal(ReasonCode.Permitted, reason));
    }

    [Theory]
    [InlineData(Mode.Calls)]
    [InlineData(Mode.Streams)]
    public async Task One_that_has_the_newer_policies_later_costs_no_check_and_decides_none(Mode mode)
    {
        await using var newer = await ScriptedPdp.StartAsync(OfBundle(6));
        await using var older = await ScriptedPdp.StartAsync(OfBundle(5));
        await using var client = new PdpClient(new PdpClientOptions
        {
            Endpoints = [$"http://{newer.EndPoint}", $"http://{older.EndPoint}"], Timeout = TimeSpan.FromSeconds(10),
            Streaming = { FromConcurrentChecks = mode == Mode.Streams ? 0 : null },
        });
        while ((await client.CheckAsync(Ask.Permitted(), Cancellation)).PolicyRevision != "6") await Task.Yield();
        var subject = new PdpSubject("user", "alice");
        AccessRequest[] two = [.. new[] { "a", "b" }.Select(id => new AccessRequest { Subject = subject, Action = "read", Resource = new PdpResource("document", id) })];

        for (var i = 0; i < 10; i++)
        {
            var one = await client.CheckAsync(Ask.Permitted(), Cancellation);
            var many = await client.CheckManyAsync(two, Cancellation);
            Assert.All([one, .. many], decision => Assert.Equal((ReasonCode.Permitted, "6"), (decision.Reason, decision.PolicyRevision)));
        }
    }

    [Fact]
    public async Task All_addresses_of_a_name_are_used()
    {
        await using var client = new PdpClient(new PdpClientOptions
        {
            Endpoints = [$"dns:///localhost:{pdp.Process.EndPoint.Port}"], Timeout = TimeSpan.FromSeconds(10),
        });

        await client.UntilPermittedAsync(Cancellation);
    }

    [Fact]
    public async Task A_socket_of_the_machine_will_do()
    {
        var path = Path.Combine(Path.GetTempPath(), $"pdp-{Guid.NewGuid():N}.sock");
        await using var server = await PdpProcess.StartUnixAsync(path);
        await using var client = new PdpClient(new PdpClientOptions { Endpoints = [$"unix:{path}"], Timeout = TimeSpan.FromSeconds(10) });

        await client.UntilPermittedAsync(Cancellation);

        Assert.False((await client.CheckAsync(Ask.Denied(), Cancellation)).IsPermitted);
    }

    private static Script OfBundle(ulong sequence)
    {
        var answer = Script.Permit();
        (answer.Sequence, answer.Revision) = (sequence, $"{sequence}");
        var script = Script.Answering(answer);
        script.CheckBatch = batch => Task.FromResult(new CheckBatchResponse { Results = { batch.Items.Select(_ => new CheckBatchResult { Response = answer }) } });
        return script;
    }
}
