using System.Diagnostics;
using System.Net;
using Grpc.Core;
using Microsoft.Extensions.Configuration;
using Pdp.Bundles;
using Pdp.Contracts.V1;
using Pdp.Identity.Tests.Kit;
using Pdp.Server.Hosting;
using Pdp.Server.Reloading;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Server.Telemetry;
using Pdp.Server.Telemetry.Metrics;
using Pdp.Server.Tests.AuthZen;
using Pdp.Server.Tests.Support;
using Pdp.Server.Tests.Tokens;
using Xunit;

namespace Pdp.Server.Tests.Telemetry;

public sealed class MetricsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_decision_is_counted_once_by_whichever_way_it_came()
    {
        await using var server = await RunningServer.StartAsync();
        for (var i = 0; i < 3; i++) await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled);
        var asked = Questions.Permitted;
        var batch = new CheckBatchRequest { Subject = asked.Subject };
        for (var i = 0; i < 2; i++) batch.Items.Add(new CheckBatchItem { Action = asked.Action, Resource = asked.Resource });

        // what cannot be read makes the whole batch go the long way: the others must not be counted twice
        batch.Items.Add(new CheckBatchItem { Action = asked.Action });
        var results = await server.Decisions.CheckBatchAsync(batch, cancellationToken: Cancelled);
        Assert.Equal(2, results.Results.Count(static one => one.Response is not null));
        using (var stream = server.Decisions.CheckStream(cancellationToken: Cancelled))
        {
            await stream.RequestStream.WriteAsync(new CheckStreamRequest { RequestId = 1, Request = Questions.Permitted }, Cancelled);
            await stream.RequestStream.CompleteAsync();
            Assert.True(await stream.ResponseStream.MoveNext(Cancelled));
        }

        await Posted.PostAsync(server.Http, "/access/v1/evaluation", """{"subject":{"type":"nobody","id":"u"},"action":{"name":"none"},"resource":{"type":"none","id":"d"}}""");

        var text = await Scrape.ReadAsync(server);
        Assert.Equal(3, Scrape.Value(text, "pdp_decisions_total{outcome=\"permit\",channel=\"check\"}"));
        Assert.Equal(2, Scrape.Value(text, "pdp_decisions_total{outcome=\"permit\",channel=\"check_batch\"}"));
        Assert.Equal(1, Scrape.Value(text, "pdp_decisions_total{outcome=\"permit\",channel=\"check_stream\"}"));
        Assert.Equal(1, Enumerable.Sum(["permit", "deny", "not_applicable", "indeterminate"], outcome => Scrape.Value(text, $"pdp_decisions_total{{outcome=\"{outcome}\",channel=\"authzen\"}}")));
        Assert.Equal(0, Scrape.Value(text, "pdp_decisions_total{outcome=\"deny\",channel=\"ext_authz\"}"));
        Assert.Equal(3, Scrape.Value(text, "pdp_decision_duration_seconds_count{channel=\"check\"}"));
        Assert.Equal(7, Scrape.Value(text, "pdp_decision_candidates_count"));
        Assert.Equal(6, text.Split('\n').Where(static line => line.StartsWith("pdp_rule_decisions_total", StringComparison.Ordinal)).Sum(static line => int.Parse(line.AsSpan(line.LastIndexOf(' ')), provider: null)));
        Assert.Equal(1, Scrape.Value(text, "pdp_ready"));
        Assert.Equal(1, Scrape.Value(text, $"pdp_revision_info{{revision=\"{Fixture.Bundle.Revision}\"}}"));
        Assert.Contains("dotnet_process_memory_working_set_bytes", text, StringComparison.Ordinal);
        Assert.Equal(0, Scrape.Value(text, "pdp_telemetry_failures_total"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task How_long_ago_the_source_was_reached_is_told_where_it_is_looked_at_again(bool reloads)
    {
        var options = new PdpServerOptions { Policies = Fixture.Documents, Grpc = ListenAddress.Loopback(0), Http = ListenAddress.Loopback(0), StopDelay = TimeSpan.FromTicks(1), Reload = reloads };
        await using var server = PdpServer.Build(options, new ConfigurationBuilder().Build(), TimeProvider.System);
        await server.ListenAsync(FirstPolicies.Of(Fixture.Bundle, TimeProvider.System.GetUtcNow()), "the source", Cancelled);
        using var http = new HttpClient();
        Assert.Equal(reloads, (await http.GetStringAsync($"http://{server.HttpEndPoint}/metrics", Cancelled)).Contains("\npdp_source_age_seconds ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task How_old_the_keys_of_an_issuer_are_is_told_and_how_long_they_still_count()
    {
        const string Label = $"{{issuer=\"{Forge.Issuer}\"}}";
        await using var scene = new TokenScene();
        await using var server = await scene.StartAsync();
        await server.Decisions.CheckAsync(TokenScene.Ask(Forge.Good()), cancellationToken: Cancelled);
        scene.Time.Advance(TimeSpan.FromSeconds(30));
        var text = await Scrape.ReadAsync(server);
        Assert.Equal(30, Scrape.Value(text, "pdp_issuer_keys_age_seconds" + Label));
        Assert.Equal((24 * 3600) - 30, Scrape.Value(text, "pdp_issuer_keys_remaining_seconds" + Label));

        File.Delete(scene["keys.json"]);
        scene.Time.Advance(TimeSpan.FromHours(24));
        text = await Scrape.ReadAsync(server);
        Assert.Equal((24 * 3600) + 30, Scrape.Value(text, "pdp_issuer_keys_age_seconds" + Label));
        Assert.Equal(0, Scrape.Value(text, "pdp_issuer_keys_remaining_seconds" + Label));
        Assert.Equal(1, Scrape.Value(text, "pdp_issuers_without_keys"));
    }

    [Fact]
    public async Task What_is_written_is_what_either_format_asks_for()
    {
        await using var server = await RunningServer.StartAsync();
        var call = new Metadata { { "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" } };
        using (new SpanRecorder(ActivityTraceId.CreateFromString("0af7651916cd43dd8448eb211c80319c")))
            await server.Decisions.CheckAsync(Questions.Permitted, call, cancellationToken: Cancelled);

        var open = await Scrape.ReadAsync(server, "application/openmetrics-text; version=1.0.0");
        Assert.EndsWith("# EOF\n", open, StringComparison.Ordinal);
        Assert.Contains("# TYPE pdp_decisions counter\n", open, StringComparison.Ordinal);
        Assert.Contains("# UNIT pdp_decision_duration_seconds seconds\n", open, StringComparison.Ordinal);
        Assert.Matches("pdp_decision_duration_seconds_bucket\\{channel=\"check\",le=\"[^\"]+\"\\} 1 # \\{trace_id=\"0af7651916cd43dd8448eb211c80319c\",span_id=\"[0-9a-f]{16}\"\\} [0-9.E-]+ [0-9.]+\n", open);

        var plain = await Scrape.ReadAsync(server);
        Assert.Contains("# TYPE pdp_decisions_total counter\n", plain, StringComparison.Ordinal);
        Assert.DoesNotContain("# EOF", plain, StringComparison.Ordinal);
        Assert.DoesNotContain("trace_id", plain, StringComparison.Ordinal);

        // each family once, its samples together, and every line one that can be read
        var types = plain.Split('\n').Where(static line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).ToList();
        Assert.Equal(types.Distinct(StringComparer.Ordinal), types);
        Assert.All(plain.Split('\n', StringSplitOptions.RemoveEmptyEntries), static line => Assert.Matches(@"^(# (HELP|TYPE) [a-z_]+ .*|[a-z_]+(\{[a-z_]+=""[^""]*""(,[a-z_]+=""[^""]*"")*\})? [0-9+.InfNaE-]+)$", line));
    }

    [Theory]
    [InlineData(MetricsExposure.Guarded, HttpStatusCode.OK)]
    [InlineData(MetricsExposure.Open, HttpStatusCode.OK)]
    [InlineData(MetricsExposure.Off, HttpStatusCode.NotFound)]
    internal async Task This_machine_may_read_them_where_anybody_may(MetricsExposure exposure, HttpStatusCode expected)
    {
        await using var server = await RunningServer.StartAsync(o => o with { Metrics = exposure });
        Assert.Equal(expected, (await server.Http.GetAsync(new Uri("/metrics", UriKind.Relative), Cancelled)).StatusCode);
    }

    [Theory]
    [InlineData(false, HttpStatusCode.Forbidden)]
    [InlineData(true, HttpStatusCode.OK)]
    public async Task Others_may_not_unless_everybody_may(bool isOpen, HttpStatusCode expected)
    {
        // whoever comes through a proxy is somewhere else
        await using var server = await RunningServer.StartAsync(o => o with { BehindTls = true, Metrics = isOpen ? MetricsExposure.Open : MetricsExposure.Guarded });
        Assert.Equal(expected, (await server.Http.GetAsync(new Uri("/metrics", UriKind.Relative), Cancelled)).StatusCode);
        Assert.Equal("ready\n", await Scrape.ReadAsync(server, "application/json", "/readyz"));
    }

    [Fact]
    public void Which_rules_are_told_apart_is_bounded_and_their_counts_outlive_a_reload()
    {
        var (bundle, _) = Load(RuleCounts.Most + 50);
        var first = new ServedBundle(bundle!, TimeProvider.System.GetUtcNow());
        Assert.Equal(RuleCounts.Most + 1, first.Rules.All.Length);
        first.Rules.Of("p", "r0").Decide(permits: true);
        first.Rules.Of("p", $"r{RuleCounts.Most + 10}").Decide(permits: true);
        first.Rules.Of("p", "nobody knows").Fail();
        var next = new ServedBundle(bundle!, TimeProvider.System.GetUtcNow(), first);
        Assert.Equal((1, 0, 0), next.Rules.Of("p", "r0").Read());
        Assert.Equal((1, 0, 1), next.Rules.All[^1].Read());
        Assert.Equal((RuleCounts.Others, RuleCounts.Others), (next.Rules.All[^1].Policy, next.Rules.All[^1].Rule));
        Assert.Equal((0, 0, 0), new ServedBundle(bundle!, TimeProvider.System.GetUtcNow()).Rules.Of("p", "r0").Read());
    }

    [Fact]
    public void Series_are_bounded_and_what_is_left_out_is_counted()
    {
        using var factory = Meters.Factory();
        using var store = new MetricStore(factory, new DecisionMeter(factory, new BundleHolder()));
        var counter = factory.Create(new System.Diagnostics.Metrics.MeterOptions("x")).CreateCounter<long>("pdp.x");
        for (var i = 0; i < MetricFamily.MostSeries + 7; i++) counter.Add(1, new KeyValuePair<string, object?>("y", $"a\"\\\n{i}"));
        store.Write(isOpenMetrics: true);
        var text = System.Text.Encoding.UTF8.GetString(store.Write(isOpenMetrics: true));
        Assert.Equal(7, Scrape.Value(text, "pdp_telemetry_series_left_out_total"));
        Assert.Contains("pdp_x_total{y=\"a\\\"\\\\\\n0\"} 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_lost_when_many_threads_count()
    {
        using var factory = Meters.Factory();
        var meter = new DecisionMeter(factory, new BundleHolder());
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 10_000; i++) meter.Count(Channel.Check, Pdp.Engine.Decisions.Outcome.Permit, took: 1000, candidates: 3);
        });
        var (buckets, sum, _) = meter.Histograms(DecisionMeter.Duration)!.First().Histogram.Read();
        Assert.Equal(80_000, buckets.Sum());
        Assert.Equal(80_000 * 1000.0 / Stopwatch.Frequency, sum, 9);
    }

    private static LoadResult Load(int rules)
    {
        var folder = Directory.CreateTempSubdirectory("pdp-metrics-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "p.json"), $$"""
                { "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1,
                  "rules": [ {{string.Join(',', Enumerable.Range(0, rules).Select(static i => $$"""{ "id": "r{{i}}", "effect": "permit", "actions": ["a{{i}}"] }"""))}} ] }
                """);
            return BundleLoader.Load(folder.FullName, cancellation: Cancelled);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
