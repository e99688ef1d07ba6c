using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Pdp.Server.Settings;
using Pdp.Server.ShadowReports;
using Pdp.Server.Telemetry.Metrics;
using Pdp.Server.Telemetry.Tracing;

namespace Pdp.Server.Telemetry.Export;

/// <summary>Sends metrics and spans to a collector by OTLP. Nothing waits for the collector; what it does not take in time is lost.</summary>
internal sealed class OtlpExport : IDisposable
{
    private readonly MeterProvider _metrics;
    private readonly TracerProvider _traces;

    private OtlpExport(MeterProvider metrics, TracerProvider traces) => (_metrics, _traces) = (metrics, traces);

    /// <summary>Begins to, if a collector is named.</summary>
    /// <returns>Null: none is.</returns>
    public static OtlpExport? Start(PdpServerOptions options)
    {
        if (options.OtlpEndpoint is not { } collector) return null;
        Spans.Share = new ShadowShare(options.TraceShare);
        var resource = ResourceBuilder.CreateDefault().AddService("pdp", serviceVersion: typeof(OtlpExport).Assembly.GetName().Version?.ToString(3));
        var metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter("Pdp.Server*", MetricStore.Runtime)
            .AddOtlpExporter(exporter => Set(exporter, collector, "v1/metrics")).Build();
        var traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Spans.Name)
            .SetSampler(new ParentBasedSampler(new AlwaysOnSampler()))
            .AddOtlpExporter(exporter => Set(exporter, collector, "v1/traces")).Build();
        return new OtlpExport(metrics, traces);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
        Spans.Share = new ShadowShare(1);
    }

    // an address with a path is one of OTLP over HTTP
    private static void Set(OtlpExporterOptions exporter, Uri collector, string signal)
    {
        var isHttp = collector.AbsolutePath.Length > 1 || collector.Port == 4318;
        exporter.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        exporter.Endpoint = isHttp ? new Uri(new Uri(collector.AbsoluteUri.TrimEnd('/') + "/"), signal) : collector;
    }
}
