using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Pdp.Server.Telemetry.Metrics;
using Pdp.Server.Tests.Support;
using Pdp.Server.Transport;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Server.Tests.Telemetry;

/// <summary>The page on metrics, the dashboard and the alert rules name what there is.</summary>
public sealed partial class TelemetryPageTests
{
    [Fact]
    public async Task Every_metric_is_on_the_page_and_what_is_deployed_names_no_other()
    {
        var known = new ConcurrentDictionary<string, MetricType>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (!instrument.Meter.Name.StartsWith("Pdp.Server", StringComparison.Ordinal)) return;
            var family = new MetricFamily(instrument);
            known.TryAdd(family.Name + (family.Type == MetricType.Counter ? "_total" : ""), family.Type);
        };
        listener.Start();
        await using var server = await RunningServer.StartAsync();

        // a server has these only when it encrypts
        var tls = new TransportMeter(Meters.Factory());
        tls.Watch(static () => 0);
        tls.WatchWorkloadApi(static () => 0);

        var page = await Text("docs", "telemetry.md");
        Assert.Equal(known.Keys.Order(StringComparer.Ordinal), PageRow().Matches(page).Select(static match => match.Groups[1].Value).Order(StringComparer.Ordinal));

        var samples = known.SelectMany(static one => one.Value == MetricType.Histogram ? new[] { one.Key + "_bucket", one.Key + "_sum", one.Key + "_count" } : [one.Key]).ToHashSet(StringComparer.Ordinal);
        foreach (var text in new[] { await Text("deploy", "grafana", "pdp.json"), await Text("deploy", "prometheus", "alerts.yaml"), PromQl().Match(page).Value })
        {
            var named = Named().Matches(text).Select(static match => match.Value).Distinct(StringComparer.Ordinal).ToList();
            Assert.NotEmpty(named);
            Assert.Subset(samples, named.ToHashSet(StringComparer.Ordinal));
        }
    }

    private static Task<string> Text(params string[] path) => File.ReadAllTextAsync(Path.Combine([Repository.Root, .. path]), TestContext.Current.CancellationToken);

    [GeneratedRegex(@"^\| `(pdp_[a-z_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex PageRow();

    [GeneratedRegex("```promql.*?```", RegexOptions.Singleline)]
    private static partial Regex PromQl();

    [GeneratedRegex(@"\bpdp_[a-z_]+")]
    private static partial Regex Named();
}
