using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Pdp.Client;

/// <summary>Counts and times decisions.</summary>
internal sealed class ClientMeter : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _decisions;
    private readonly Histogram<double> _duration;

    public ClientMeter(string client, Func<bool> isOpen)
    {
        _meter = new Meter(PdpClientTelemetry.MeterName, null, [new KeyValuePair<string, object?>("pdp.client", client)]);
        _decisions = _meter.CreateCounter<long>("pdp.client.decisions", "{decision}", "decisions, by effect, reason and source");
        _duration = _meter.CreateHistogram<double>("pdp.client.duration", "s", "how long decisions take");
        _meter.CreateObservableGauge("pdp.client.circuit.open", () => isOpen() ? 1 : 0, "1", "1 while the PDP is not asked because it fails often");
    }

    public void Count(in AuthorizationDecision decision)
    {
        if (_decisions.Enabled)
        {
            _decisions.Add(
                1,
                new TagList
                {
                    { "effect", decision.Effect == Effect.Permit ? "permit" : "deny" }, { "reason", decision.Reason.Name() },
                    { "source", decision.FromCache ? "cache" : "pdp" },
                });
        }

        if (_duration.Enabled) _duration.Record(decision.Elapsed.TotalSeconds);
    }

    public void Dispose() => _meter.Dispose();
}
