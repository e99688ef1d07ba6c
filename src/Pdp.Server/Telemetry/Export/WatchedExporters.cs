using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Pdp.Server.Telemetry.Export;

/// <summary>OpenTelemetry's exporter of metrics, whose failures are told; it tells them to nobody but its own diagnostics.</summary>
/// <param name="options">The collector.</param>
/// <param name="note">Is told whether the collector answered that it took what it was sent.</param>
internal sealed class WatchedMetricExporter(OtlpExporterOptions options, Action<bool> note) : OtlpMetricExporter(options)
{
    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> metrics)
    {
        var result = base.Export(metrics);
        note(result == ExportResult.Success);
        return result;
    }
}

/// <summary>The same of spans.</summary>
/// <param name="options">The collector.</param>
/// <param name="note">Is told whether the collector answered that it took what it was sent.</param>
internal sealed class WatchedSpanExporter(OtlpExporterOptions options, Action<bool> note) : OtlpTraceExporter(options)
{
    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Activity> activityBatch)
    {
        var result = base.Export(activityBatch);
        note(result == ExportResult.Success);
        return result;
    }
}
