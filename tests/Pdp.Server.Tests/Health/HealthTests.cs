using System.Net;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Time.Testing;
using Pdp.Server.Health;
using Pdp.Server.Tests.Support;
using Xunit;
using HealthClient = Grpc.Health.V1.Health.HealthClient;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Pdp.Server.Tests.Health;

public sealed class HealthTests(SharedServer shared)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("pdp.v1.DecisionService")]
    [InlineData("pdp.v1.PolicyService")]
    public async Task A_warm_server_serves(string service)
    {
        var response = await new HealthClient(shared.Running.Channel).CheckAsync(new HealthCheckRequest { Service = service }, cancellationToken: Cancelled);
        Assert.Equal(ServingStatus.Serving, response.Status);
    }

    [Fact]
    public async Task An_unknown_service_is_not_found_or_unknown_to_watchers()
    {
        var client = new HealthClient(shared.Running.Channel);
        var request = new HealthCheckRequest { Service = "nobody.Knows" };
        var exception = await Assert.ThrowsAsync<RpcException>(async () => await client.CheckAsync(request, cancellationToken: Cancelled));
        Assert.Equal(StatusCode.NotFound, exception.StatusCode);
        using var watch = client.Watch(request, cancellationToken: Cancelled);
        Assert.True(await watch.ResponseStream.MoveNext(Cancelled));
        Assert.Equal(ServingStatus.ServiceUnknown, watch.ResponseStream.Current.Status);
    }

    [Fact]
    public async Task It_listens_before_it_is_warm_and_says_so()
    {
        await using var server = await RunningServer.StartAsync(warm: false);
        var client = new HealthClient(server.Channel);
        Assert.Equal(ServingStatus.NotServing, (await client.CheckAsync(new HealthCheckRequest(), cancellationToken: Cancelled)).Status);
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await Get(server, "/healthz"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "starting\n"), await Get(server, "/readyz"));
        await server.Server.WarmUpAsync(Cancelled);
        Assert.Equal(ServingStatus.Serving, (await client.CheckAsync(new HealthCheckRequest(), cancellationToken: Cancelled)).Status);
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await Get(server, "/readyz"));
    }

    [Fact]
    public async Task Watchers_are_told_of_every_change_and_do_not_hold_the_server_up()
    {
        var clock = new FakeTimeProvider();
        await using var server = await RunningServer.StartAsync(
            static o => o with { StopDelay = TimeSpan.FromMinutes(1), DrainTime = TimeSpan.FromMinutes(5) }, warm: false, clock: clock);
        using var watch = new HealthClient(server.Channel).Watch(new HealthCheckRequest(), cancellationToken: Cancelled);
        Assert.True(await watch.ResponseStream.MoveNext(Cancelled));
        Assert.Equal(ServingStatus.NotServing, watch.ResponseStream.Current.Status);
        await server.Server.WarmUpAsync(Cancelled);
        Assert.True(await watch.ResponseStream.MoveNext(Cancelled));
        Assert.Equal(ServingStatus.Serving, watch.ResponseStream.Current.Status);
        var stopping = server.Server.StopAsync();
        Assert.True(await watch.ResponseStream.MoveNext(Cancelled));
        Assert.Equal(ServingStatus.NotServing, watch.ResponseStream.Current.Status);
        Assert.False(await watch.ResponseStream.MoveNext(Cancelled));
        clock.Advance(TimeSpan.FromMinutes(1));
        await stopping.WaitAsync(TimeSpan.FromMinutes(1), Cancelled);
    }

    [Fact]
    public async Task It_says_that_it_stops_while_it_still_takes_calls()
    {
        var clock = new FakeTimeProvider();
        await using var server = await RunningServer.StartAsync(static o => o with { StopDelay = TimeSpan.FromMinutes(1) }, clock: clock);
        var stopping = server.Server.StopAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "stopping\n"), await Get(server, "/readyz"));
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await Get(server, "/healthz"));
        Assert.Equal(ServingStatus.NotServing, (await new HealthClient(server.Channel).CheckAsync(new HealthCheckRequest(), cancellationToken: Cancelled)).Status);
        Assert.True((await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled)).Allowed);
        Assert.False(stopping.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(1));
        await stopping;
        await Assert.ThrowsAsync<HttpRequestException>(() => Get(server, "/healthz"));
    }

    [Fact]
    public async Task Whoever_may_observe_is_told_in_detail_and_the_answer_to_gRPC_agrees()
    {
        await using var server = await RunningServer.StartAsync();
        using var health = System.Text.Json.JsonDocument.Parse(await Scrape.ReadAsync(server, "application/json", "/readyz"));
        Assert.Equal("ready", health.RootElement.GetProperty("status").GetString());
        Assert.True(health.RootElement.GetProperty("ready").GetBoolean());
        Assert.Equal(0, health.RootElement.GetProperty("reasons").GetArrayLength());
        Assert.Equal(Fixture.Bundle.Revision, health.RootElement.GetProperty("revision").GetString());
    }

    [Fact]
    public async Task What_is_wrong_although_it_serves_is_told_by_a_word_and_a_sentence()
    {
        var folder = Directory.CreateTempSubdirectory("pdp-health-");
        try
        {
            var issuers = Path.Combine(folder.FullName, "issuers.json");
            await File.WriteAllTextAsync(issuers, """{ "allowLoopbackHttp": true, "issuers": [ { "issuer": "http://127.0.0.1:9", "audiences": ["pdp"], "keys": { "discovery": "issuer" } } ] }""", Cancelled);
            await using var server = await RunningServer.StartAsync(o => o with { Issuers = issuers });
            using var health = System.Text.Json.JsonDocument.Parse(await Scrape.ReadAsync(server, "application/json", "/readyz"));
            Assert.Equal("degraded", health.RootElement.GetProperty("status").GetString());
            Assert.Equal("issuer-keys", health.RootElement.GetProperty("reasons")[0].GetProperty("code").GetString());
            Assert.Equal(1, Scrape.Value(await Scrape.ReadAsync(server), "pdp_degraded{reason=\"issuer-keys\"}"));
            Assert.Equal("ready\n", await Scrape.ReadAsync(server, path: "/readyz"));
            Assert.Equal(ServingStatus.Serving, (await new HealthClient(server.Channel).CheckAsync(new HealthCheckRequest(), cancellationToken: Cancelled)).Status);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_phase_never_goes_back()
    {
        using var readiness = new Readiness();
        var changed = readiness.Current.Changed;
        readiness.Enter(ServerPhase.Stopping);
        Assert.True(changed.IsCompletedSuccessfully);
        readiness.Enter(ServerPhase.Serving);
        Assert.Equal(ServerPhase.Stopping, readiness.Current.Phase);
        Assert.False(readiness.Current.Changed.IsCompleted);
        Assert.True(readiness.Stopping.IsCancellationRequested);
    }

    private static async Task<(HttpStatusCode, string)> Get(RunningServer server, string path)
    {
        using var response = await server.Http.GetAsync(new Uri(path, UriKind.Relative), Cancelled);
        Assert.True(response.Headers.CacheControl!.NoStore);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancelled));
    }
}
