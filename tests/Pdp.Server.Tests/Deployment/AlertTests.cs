using Pdp.Server.Tests.Support;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Server.Tests.Deployment;

/// <summary>What Prometheus itself says of the alert rules and of the metrics.</summary>
public sealed class AlertTests
{
    private static readonly Peer Promtool = new("promtool", "apt-get install --no-install-recommends prometheus", "/usr/bin/promtool");

    [Fact]
    public async Task The_alerts_fire_when_they_should_and_not_when_they_should_not()
    {
        var (code, output, error) = await Promtool.RunAsync(["check", "rules", "deploy/prometheus/alerts.yaml"]);
        Assert.True(code == 0, output + error);
        (code, output, error) = await Promtool.RunAsync(["test", "rules", "deploy/prometheus/alerts.tests.yaml"]);
        Assert.True(code == 0, output + error);
    }

    [Fact]
    public async Task The_metrics_are_as_Prometheus_has_them()
    {
        Promtool.PathOrSkip();
        await using var server = await RunningServer.StartAsync();
        await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: TestContext.Current.CancellationToken);
        var (code, output, error) = await Promtool.RunAsync(["check", "metrics"], await Scrape.ReadAsync(server));

        // 3 stands for what its lint advises: names that are the runtime's
        Assert.True(code is 0 or 3, output + error);
        Assert.DoesNotContain(error.Split('\n'), static line => line.StartsWith("pdp_", StringComparison.Ordinal));
    }
}
