namespace Pdp.Server.Telemetry.Metrics;

/// <summary>Who may read the metrics.</summary>
internal enum MetricsExposure
{
    /// <summary>Callers that may <c>observe</c>.</summary>
    Guarded,

    /// <summary>Everybody that can connect.</summary>
    Open,

    /// <summary>Nobody: there is no such address.</summary>
    Off,
}
