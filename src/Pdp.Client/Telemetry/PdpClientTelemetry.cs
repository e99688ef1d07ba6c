using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Pdp.Client;

/// <summary>The names of what a client measures and traces, to subscribe to: no label says who asked for what.</summary>
public static class PdpClientTelemetry
{
    /// <summary>The name of the meter: <c>pdp.client.decisions</c>, <c>pdp.client.duration</c> and <c>pdp.client.circuit.open</c>.</summary>
    public const string MeterName = "Pdp.Client";

    /// <summary>The name of the activity source: one activity a check, <c>pdp.check</c>.</summary>
    public const string ActivitySourceName = "Pdp.Client";

    internal static ActivitySource Activities { get; } = new(ActivitySourceName);
}
