using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pdp.Server.Auditing;
using Pdp.Server.Auditing.Sinks;
using Pdp.Server.Tests.Auditing;
using Pdp.Server.Tests.Support;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Server.Tests.Telemetry;

/// <summary>What a collector gets, read by OpenTelemetry's messages of another language: metrics, spans and records of decisions.</summary>
public sealed class OtlpPeerTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    private static readonly Peer Messages = new(
        "@opentelemetry/otlp-proto-exporter-base", "npm install --prefix tests/peers",
        Repository.PathOf("tests", "peers", "node_modules", "@opentelemetry", "otlp-proto-exporter-base", "build", "src", "generated", "root.js"));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_spans_and_records_are_what_another_implementation_reads()
    {
        var library = Messages.PathOrSkip();
        Peer.Node.PathOrSkip();
        using var folder = new AuditedFolder();
        var got = new ConcurrentQueue<(string Path, byte[] Body)>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            got.Enqueue((context.Request.Path.Value!.Replace("/otlp", "", StringComparison.Ordinal), body.ToArray()));
        });
        await collector.StartAsync(Cancelled);
        var address = collector.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        await using (var server = await RunningServer.StartAsync(o => folder.Set(AuditMode.Bounded, s => s with { Otlp = OtlpAddress.Parse(address, out _) })(o) with { OtlpEndpoint = new Uri(address + "/otlp") }))
        {
            await server.Decisions.CheckAsync(Questions.Permitted, new Metadata { { "traceparent", $"00-{Trace}-b7ad6b7169203331-01" } }, cancellationToken: Cancelled);
            await server.Decisions.CheckAsync(Questions.Denied, cancellationToken: Cancelled);
        }

        var read = await ReadAsync(library, got);
        var metrics = read.Where(static one => one.Path == "/v1/metrics").SelectMany(static one => Each(one.Message, "resourceMetrics", "scopeMetrics", "metrics")).ToList();
        var durations = metrics.Where(static one => (string?)one["name"] == "pdp.decision.duration").SelectMany(static one => one["histogram"]!["dataPoints"]!.AsArray()).ToList();
        // those of servers of other tests in this process are exported as well
        Assert.Contains(durations, static one => long.Parse((string)one!["count"]!, provider: null) == 2);
        Assert.Contains(metrics, static one => (string?)one["name"] == "pdp.decisions" && one["sum"]!["isMonotonic"]!.GetValue<bool>());

        var span = Assert.Single(read.Where(static one => one.Path == "/v1/traces").SelectMany(static one => Each(one.Message, "resourceSpans", "scopeSpans", "spans")), static one => (string?)one["traceId"] == Trace);
        Assert.Equal(("b7ad6b7169203331", "permit"), (Hex((string)span["parentSpanId"]!), (string?)Attribute(span, "pdp.decision")));

        var records = read.Where(static one => one.Path == "/v1/logs").SelectMany(static one => Each(one.Message, "resourceLogs", "scopeLogs", "logRecords")).ToList();
        Assert.Equal(folder.Records.Where(static one => one.TryGetProperty("seq", out _)).Select(static one => one.GetRawText()), records.Select(static one => (string)one["body"]!["stringValue"]!));
        var permit = Assert.Single(records, static one => (string?)Attribute(one, "pdp.decision") == "PERMIT");
        Assert.Equal(Trace, (string?)permit["traceId"]);

        // nothing of what was sent is unknown to it, but the name of events, which OTLP has since its version 1.5
        foreach (var (sent, message) in got.Where(static one => one.Path == "/v1/logs").Zip(read.Where(static one => one.Path == "/v1/logs")))
            Assert.Equal(["eventName"], Names(JsonNode.Parse(sent.Body)!).Except(Names(message.Message), StringComparer.Ordinal));
    }

    private static async Task<IReadOnlyList<(string Path, JsonNode Message)>> ReadAsync(string library, IReadOnlyCollection<(string Path, byte[] Body)> got)
    {
        var script = Path.Combine(Repository.Root, "tests", "Pdp.Server.Tests", "Telemetry", "Peers", "otlp-decode.cjs");
        var lines = string.Concat(got.Select(static one => $"{one.Path} {Convert.ToBase64String(one.Body)}\n"));
        var (code, output, error) = await Peer.Node.RunAsync([script, library], lines);
        Assert.True(code == 0, error);
        return [.. got.Zip(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), static (one, line) => (one.Path, JsonNode.Parse(line)!))];
    }

    private static IEnumerable<JsonNode> Each(JsonNode message, params string[] path) =>
        path.Aggregate(new[] { message }.AsEnumerable(), static (nodes, name) => nodes.SelectMany(node => node[name]?.AsArray() ?? []).Select(static one => one!));

    private static JsonNode? Attribute(JsonNode one, string key) =>
        one["attributes"]?.AsArray().FirstOrDefault(attribute => (string?)attribute!["key"] == key)?["value"]?["stringValue"];

    private static string Hex(string base64) => Convert.ToHexStringLower(Convert.FromBase64String(base64));

    private static IEnumerable<string> Names(JsonNode node) => (node switch
    {
        JsonObject members => members.SelectMany(static one => Names(one.Value!).Prepend(one.Key)),
        JsonArray items => items.SelectMany(static one => Names(one!)),
        _ => [],
    }).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
