using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;
using Pdp.Engine.Decisions;
using Pdp.Server.Serving;
using Pdp.Server.Telemetry;
using Pdp.Server.Telemetry.Metrics;
using Pdp.Server.Telemetry.Tracing;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Telemetry;

/// <summary>What counting a decision costs the thread that decides. <c>PDP_METRICS_COST=200</c> makes that many rounds.</summary>
public sealed class CountingCostTests(ITestOutputHelper output)
{
    private const int Burst = 20_000;

    private static readonly int Rounds =
        int.TryParse(Environment.GetEnvironmentVariable("PDP_METRICS_COST"), NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) ? rounds : 3;

    [Fact]
    public void Counting_costs_a_small_part_of_a_decision_and_no_memory()
    {
        var bundle = new ServedBundle(Fixture.Bundle, TimeProvider.System.GetUtcNow());
        var message = Questions.Permitted;
        var request = new Pdp.Wire.Requests.RequestReader(new Pdp.Wire.WireLimits()).Request(message.Subject, message.Action, message.Resource, message.Context)!;
        var decision = new Decision();
        bundle.Set.Decide(request, Pdp.Language.Values.Timestamp.From(TimeProvider.System.GetUtcNow()), decision, Cancelled);
        Assert.NotEmpty(decision.Determining);
        var meter = Meters.Decisions;
        var times = new List<double>(Rounds);
        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++) times.Add(Run());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024);
        times.Sort();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"counting a decision: {times[Rounds / 2]:F0} ns, the fastest {times[0]:F0} ns, both clocks included ({Rounds} rounds of {Burst}, median)"));

        double Run()
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Burst; i++)
            {
                var begun = DecisionMeter.Begin();
                if (Spans.AreWanted) GC.KeepAlive(meter);
                meter.Count(bundle, decision, Channel.Check, DecisionMeter.Begin() - begun);
            }

            return Stopwatch.GetElapsedTime(start).TotalNanoseconds / Burst;
        }
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;
}
