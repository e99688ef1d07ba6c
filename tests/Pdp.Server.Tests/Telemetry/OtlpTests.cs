using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pdp.Server.Hosting;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Pdp.Server.Tests.Transport;
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
        await using var collector = await CollectorAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            got.Enqueue((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
        });
        var address = Address(collector);
        var (trace, unsampled, exposed) = (ActivityTraceId.CreateRandom(), ActivityTraceId.CreateRandom().ToHexString(), "");
        await using (var server = await RunningServer.StartAsync(o => o with { OtlpEndpoint = new Uri(address + "/otlp") }))
        {
            await server.Decisions.CheckAsync(Questions.Permitted, new Metadata { { "traceparent", $"00-{trace.ToHexString()}-b7ad6b7169203331-01" } }, cancellationToken: Cancelled);
            await server.Decisions.CheckAsync(Questions.Permitted, new Metadata { { "traceparent", $"00-{unsampled}-b7ad6b7169203331-00" } }, cancellationToken: Cancelled);
            exposed = await Scrape.ReadAsync(server, "application/openmetrics-text");
        }

        Assert.Contains(got, one => one.Path == "/otlp/v1/metrics" && one.Text.Contains("pdp.decision.duration", StringComparison.Ordinal));
        var bytes = new byte[16];
        trace.CopyTo(bytes);
        var spans = string.Concat(got.Where(static one => one.Path == "/otlp/v1/traces").Select(static one => one.Text));
        Assert.Contains(Encoding.Latin1.GetString(bytes), spans, StringComparison.Ordinal);
        Assert.Contains("/pdp.v1.DecisionService/Check", spans, StringComparison.Ordinal);
        Assert.DoesNotContain(got, static one => one.Text.Contains("alice", StringComparison.Ordinal));

        // an exemplar leads to the span that was exported, and none to a trace that is nowhere
        var exemplar = Regex.Match(exposed, "pdp_decision_duration_seconds_bucket.* # \\{trace_id=\"([0-9a-f]+)\",span_id=\"([0-9a-f]{16})\"\\}");
        Assert.Equal(trace.ToHexString(), exemplar.Groups[1].Value);
        Assert.NotEqual("b7ad6b7169203331", exemplar.Groups[2].Value);
        Assert.Contains(Encoding.Latin1.GetString(Convert.FromHexString(exemplar.Groups[2].Value)), spans, StringComparison.Ordinal);
        Assert.DoesNotContain(unsampled, exposed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unreachable", "the collector cannot be reached")]
    [InlineData("refuses", "the collector answers with status 500")]
    [InlineData("redirects", "the collector answers with status 307: redirects are not followed")]
    public async Task One_that_does_not_take_them_is_told_of_and_followed_nowhere_and_missed_by_nobody(string what, string problem)
    {
        var elsewhere = 0;
        var status = what == "refuses" ? 500 : 307;
        await using var collector = await CollectorAsync(context =>
        {
            if (context.Request.Path.StartsWithSegments("/elsewhere", StringComparison.Ordinal)) Interlocked.Increment(ref elsewhere);
            context.Response.StatusCode = Volatile.Read(ref status);
            if (context.Response.StatusCode == 307) context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        });
        using var log = new LogRecorder();
        var address = what == "unreachable" ? "http://127.0.0.1:9/otlp" : Address(collector) + "/otlp";
        await using var server = await RunningServer.StartAsync(o => o with { OtlpEndpoint = new Uri(address) }, log: log);
        Assert.True((await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled)).Allowed);
        server.Server.Export!.Flush();
        server.Server.Export.Flush();

        Assert.Single(log.Records, record => record.StartsWith($"Warning ExportFailed: metrics are not exported: {problem}; what is not taken is lost", StringComparison.Ordinal));
        var text = await Scrape.ReadAsync(server);
        Assert.Equal(1, Scrape.Value(text, "pdp_otlp_failing{signal=\"metrics\"}"));
        Assert.Equal(2, Scrape.Value(text, "pdp_otlp_exports_total{signal=\"metrics\",outcome=\"lost\"}"));
        Assert.Equal(1, Scrape.Value(text, "pdp_degraded{reason=\"telemetry\"}"));
        Assert.Contains($"metrics are not exported: {problem}", await Scrape.ReadAsync(server, "application/json", "/readyz"), StringComparison.Ordinal);
        Assert.Equal(0, elsewhere);
        if (what == "unreachable") return;

        Volatile.Write(ref status, 200);
        server.Server.Export.Flush();
        Assert.Contains(log.Records, static record => record.StartsWith("Information ExportRecovered: metrics are exported; 2 exports have failed since the start", StringComparison.Ordinal));
        text = await Scrape.ReadAsync(server);
        Assert.Equal(0, Scrape.Value(text, "pdp_otlp_failing{signal=\"metrics\"}"));
        Assert.Equal(1, Scrape.Value(text, "pdp_otlp_exports_total{signal=\"metrics\",outcome=\"taken\"}"));
        Assert.Null(Scrape.Value(text, "pdp_degraded{reason=\"telemetry\"}"));
    }

    [Fact]
    public async Task What_is_rejected_with_a_good_answer_does_not_count_as_taken()
    {
        byte[] answer = [0x0a, 0x07, 0x08, 0x03, 0x12, 0x03, (byte)'o', (byte)'l', (byte)'d'];
        await using var collector = await CollectorAsync(async context =>
        {
            context.Response.ContentType = "application/x-protobuf";
            await context.Response.Body.WriteAsync(Volatile.Read(ref answer));
        });
        using var log = new LogRecorder();
        await using var server = await RunningServer.StartAsync(o => o with { OtlpEndpoint = new Uri(Address(collector) + "/otlp") }, log: log);
        server.Server.Export!.Flush();
        Assert.Contains(log.Records, static record => record.StartsWith("Warning ExportFailed: metrics are not exported: the collector rejects some of them; what is not taken is lost", StringComparison.Ordinal));
        Assert.Equal(1, Scrape.Value(await Scrape.ReadAsync(server), "pdp_otlp_exports_total{signal=\"metrics\",outcome=\"lost\"}"));

        // one that warns rejects nothing
        Volatile.Write(ref answer, [0x0a, 0x05, 0x12, 0x03, (byte)'o', (byte)'l', (byte)'d']);
        server.Server.Export.Flush();
        Assert.Equal(1, Scrape.Value(await Scrape.ReadAsync(server), "pdp_otlp_exports_total{signal=\"metrics\",outcome=\"taken\"}"));
    }

    [Theory]
    [InlineData("application/grpc", "00000000040a020803", true)]
    [InlineData("application/grpc+proto", "00000000040a020800", false)]
    [InlineData("application/grpc", "0000000000", false)]
    [InlineData("application/grpc", "", false)]
    [InlineData("application/x-protobuf", "0a0208", false)]
    [InlineData("application/x-protobuf", "0aff", false)]
    [InlineData("text/html", "0a020803", false)]
    [InlineData("application/x-protobuf", "12000a020803", true)]
    public void An_answer_says_that_some_was_rejected_or_nothing_of_it(string mediaType, string body, bool isPartial) =>
        Assert.Equal(isPartial, Pdp.Server.Telemetry.Export.PartialSuccess.IsPartial(mediaType, Convert.FromHexString(body)));

    [Theory]
    [InlineData("own")]
    [InlineData("another")]
    [InlineData("none")]
    public async Task A_collector_that_an_authority_of_its_own_vouches_for_is_trusted_by_who_names_it(string authority)
    {
        var (ours, others) = (new Authority("ours"), new Authority("others"));
        using var files = new TlsFolder();
        files.Put("own", ours.Pem);
        files.Put("another", others.Pem);
        using var certificate = X509CertificateLoader.LoadPkcs12(ours.Server().Whole().Export(X509ContentType.Pfx), null);
        var got = new ConcurrentQueue<(string Path, string Protocol, string Key, string Encoding)>();
        await using var collector = await CollectorAsync(
            async context =>
            {
                await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
                var headers = context.Request.Headers;
                got.Enqueue((context.Request.Path, context.Request.Protocol, headers["x-key"].ToString(), headers.ContentEncoding.ToString() + headers["grpc-encoding"]));
                if (headers.ContentType != "application/grpc") return;
                context.Response.ContentType = "application/grpc";
                context.Response.DeclareTrailer("grpc-status");
                await context.Response.Body.WriteAsync(new byte[5], context.RequestAborted);
                context.Response.AppendTrailer("grpc-status", "0");
            },
            host => host.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate))));
        var variables = new Dictionary<string, string>
        {
            ["PDP__POLICIES"] = Fixture.Documents, ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Address(collector), ["OTEL_EXPORTER_OTLP_METRICS_PROTOCOL"] = "grpc", ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-key=of%20all",
            ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = Address(collector) + "/spans", ["OTEL_EXPORTER_OTLP_TRACES_HEADERS"] = "x-key=spans", ["OTEL_EXPORTER_OTLP_TRACES_COMPRESSION"] = "gzip",
        };
        if (authority != "none") variables["OTEL_EXPORTER_OTLP_CERTIFICATE"] = files[authority];
        var (read, errors) = SettingSources.Read(SettingsFile.None, variables, []);
        Assert.Empty(errors);
        using var log = new LogRecorder();
        await using (var server = await RunningServer.StartAsync(o => o with { OtlpEndpoint = read.OtlpEndpoint, OtlpCa = read.OtlpCa, OtlpMetrics = read.OtlpMetrics, OtlpSpans = read.OtlpSpans }, log: log))
        {
            await server.Decisions.CheckAsync(Questions.Permitted, new Metadata { { "traceparent", $"00-{ActivityTraceId.CreateRandom().ToHexString()}-b7ad6b7169203331-01" } }, cancellationToken: Cancelled);
            server.Server.Export!.Flush();
        }

        var failures = log.Records.Where(static record => record.StartsWith("Warning ExportFailed", StringComparison.Ordinal)).ToList();
        if (authority == "own")
        {
            Assert.Empty(failures);
            Assert.Contains(("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", "HTTP/2", "of all", ""), got);
            Assert.Contains(("/spans", "HTTP/1.1", "spans", "gzip"), got);
            return;
        }

        Assert.Empty(got);
        Assert.Equal(2, failures.Count);
        Assert.All(failures, static one => Assert.Contains("the certificate of the collector is not trusted", one, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Authorities_of_a_collector_that_cannot_be_read_keep_the_server_from_starting()
    {
        using var files = new TlsFolder();
        files.Put("ca.pem", "none");
        foreach (var (file, told) in new[] { ("ca.pem", "it has no certificate in PEM"), ("nowhere.pem", "Could not find file") })
        {
            var exception = await Assert.ThrowsAsync<StartUpException>(() => RunningServer.StartAsync(o => o with { OtlpEndpoint = new Uri("https://127.0.0.1:9"), OtlpCa = files[file] }));
            Assert.StartsWith($"`--otlp-ca` or `OTEL_EXPORTER_OTLP_…CERTIFICATE`: cannot use `{files[file]}`: {told}", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_the_environment_says_of_collectors_is_done_and_no_proxy_of_others_sees_it()
    {
        var got = new ConcurrentQueue<(string Path, string Key, bool IsNamed)>();
        var (metrics, spans) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var collector = await CollectorAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            got.Enqueue((context.Request.Path, context.Request.Headers["x-key"].ToString(), Encoding.Latin1.GetString(body.ToArray()).Contains("pdp-eu", StringComparison.Ordinal)));
            (context.Request.Path == "/spans" ? spans : metrics).TrySetResult();
        });
        var proxied = 0;
        await using var proxy = await CollectorAsync(_ =>
        {
            Interlocked.Increment(ref proxied);
            return Task.CompletedTask;
        });
        using var place = new TlsFolder();
        using var server = ServerProcess.Start(
            Path.GetDirectoryName(place["x"])!,
            ["--policies", Fixture.Documents, "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0", "--trace-share", "100%"],
            ("http_proxy", Address(proxy)), ("HTTP_PROXY", Address(proxy)), ("ALL_PROXY", Address(proxy)), ("NO_PROXY", ""), ("no_proxy", ""),
            ("OTEL_SERVICE_NAME", "pdp-eu"), ("OTEL_METRIC_EXPORT_INTERVAL", "100"), ("OTEL_BSP_SCHEDULE_DELAY", "100"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", Address(collector) + "/base/"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=all%20of%20them"),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", Address(collector) + "/spans"), ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "x-key=spans"));
        var line = await server.LineWithAsync("serving `");
        using (var channel = Grpc.Net.Client.GrpcChannel.ForAddress("http://" + Regex.Match(line, "gRPC on ([^ ,]+),").Groups[1].Value))
            await new Contracts.V1.DecisionService.DecisionServiceClient(channel).CheckAsync(Questions.Permitted, cancellationToken: Cancelled);
        await Task.WhenAll(metrics.Task, spans.Task).WaitAsync(TimeSpan.FromSeconds(60), Cancelled);
        await server.StopAsync();
        await server.ExitAsync();

        Assert.All(got, static one => Assert.True(one is ("/base/v1/metrics", "all of them", true) or ("/spans", "spans", true), one.ToString()));
        Assert.Equal(0, proxied);
    }

    private static string Address(WebApplication collector) => collector.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    private static async Task<WebApplication> CollectorAsync(RequestDelegate answer, Action<IWebHostBuilder>? encrypt = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (encrypt is null) builder.WebHost.UseUrls("http://127.0.0.1:0");
        else encrypt(builder.WebHost);
        var collector = builder.Build();
        collector.Run(answer);
        await collector.StartAsync(Cancelled);
        return collector;
    }
}
