using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Telemetry;

/// <summary>What a collector gets over a real socket.</summary>
public sealed class OtlpTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_collector_gets_metrics_and_the_spans_of_calls_that_are_traced()
    {
        var got = new ConcurrentQueue<(string Path, string Text)>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            got.Enqueue((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
        });
        await collector.StartAsync(Cancelled);
        var address = collector.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var trace = ActivityTraceId.CreateRandom();
        await using (var server = await RunningServer.StartAsync(o => o with { OtlpEndpoint = new Uri(address + "/otlp") }))
        {
            await server.Decisions.CheckAsync(Questions.Permitted, new Metadata { { "traceparent", $"00-{trace.ToHexString()}-b7ad6b7169203331-01" } }, cancellationToken: Cancelled);
            await server.Decisions.CheckAsync(Questions.Permitted, new Metadata { { "traceparent", $"00-{ActivityTraceId.CreateRandom().ToHexString()}-b7ad6b7169203331-00" } }, cancellationToken: Cancelled);
        }

        Assert.Contains(got, one => one.Path == "/otlp/v1/metrics" && one.Text.Contains("pdp.decision.duration", StringComparison.Ordinal));
        var bytes = new byte[16];
        trace.CopyTo(bytes);
        var spans = string.Concat(got.Where(static one => one.Path == "/otlp/v1/traces").Select(static one => one.Text));
        Assert.Contains(Encoding.Latin1.GetString(bytes), spans, StringComparison.Ordinal);
        Assert.Contains("/pdp.v1.DecisionService/Check", spans, StringComparison.Ordinal);
        Assert.DoesNotContain(got, static one => one.Text.Contains("alice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_cannot_be_reached_is_missed_by_nobody()
    {
        await using var server = await RunningServer.StartAsync(static o => o with { OtlpEndpoint = new Uri("http://127.0.0.1:9") });
        Assert.True((await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled)).Allowed);
    }
}
