using Pdp.Server.Health;
using Pdp.Server.Telemetry.Export;
using Pdp.Server.Telemetry.Metrics;

namespace Pdp.Server.Telemetry;

/// <summary>What counts and tells how the server does.</summary>
internal static class TelemetryServices
{
    /// <summary>Adds it.</summary>
    public static void AddTelemetry(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<DecisionMeter>();
        services.AddSingleton<MetricStore>();
        services.AddSingleton<ExportStates>();
        services.AddSingleton<ServerHealth>();
        services.AddSingleton<ServerMeter>();
    }
}
