using System.Diagnostics.CodeAnalysis;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Pdp.Server.Logging;
using Pdp.Server.ShadowReports;
using Pdp.Server.Telemetry.Metrics;
using Pdp.Server.Telemetry.Tracing;

namespace Pdp.Server.Telemetry.Export;

/// <summary>
/// Sends metrics and spans to a collector by OTLP. Nothing waits for the collector; what it does not take in time is lost, which the log,
/// the metrics and the health tell.
/// </summary>
internal sealed partial class OtlpExport : IDisposable
{
    private readonly MeterProvider? _metrics;
    private readonly TracerProvider? _traces;

    private OtlpExport(MeterProvider? metrics, TracerProvider? traces) => (_metrics, _traces) = (metrics, traces);

    /// <summary>Begins to, if a collector is named.</summary>
    /// <param name="targets">Which one for metrics, and which for spans; null: none.</param>
    /// <param name="pace">How often they are sent.</param>
    /// <param name="traceShare">Which share of the calls is traced whose callers do not say whether they are.</param>
    /// <param name="states">Get what comes of it.</param>
    /// <param name="logger">Is told when it fails, and when it does not any more.</param>
    /// <returns>Null: none is named.</returns>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "the providers dispose of what they are given")]
    public static OtlpExport? Start((CollectorTarget? Metrics, CollectorTarget? Spans) targets, ExportPace pace, double traceShare, ExportStates states, ILogger<OtlpExport> logger)
    {
        if (targets is (null, null)) return null;
        Spans.Share = new ShadowShare(traceShare);
        var (metrics, spans) = (targets.Metrics is null ? null : new ExportState("metrics"), targets.Spans is null ? null : new ExportState("spans"));
        states.Begin([.. new[] { metrics, spans }.OfType<ExportState>()]);

        // what the variables say of the service comes last, and so before what it is called else
        var resource = ResourceBuilder.CreateEmpty().AddService("pdp", serviceVersion: typeof(OtlpExport).Assembly.GetName().Version?.ToString(3))
            .AddTelemetrySdk().AddEnvironmentVariableDetector();
        var meters = metrics is null ? null : Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter("Pdp.Server*", MetricStore.Runtime)
            .AddReader(new PeriodicExportingMetricReader(
                Watch(targets.Metrics!, metrics, static (exporter, note) => new WatchedMetricExporter(exporter, note)),
                pace.MetricInterval, pace.MetricTimeout)).Build();
        var traces = spans is null ? null : Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Spans.Name)
            .SetSampler(new ParentBasedSampler(new AlwaysOnSampler()))
            .AddProcessor(new BatchActivityExportProcessor(
                Watch(targets.Spans!, spans, static (exporter, note) => new WatchedSpanExporter(exporter, note)),
                pace.SpanQueue, pace.SpanDelay, pace.SpanTimeout, pace.SpanBatch)).Build();
        return new OtlpExport(meters, traces);

        T Watch<T>(CollectorTarget target, ExportState state, Func<OtlpExporterOptions, Action<bool>, T> make)
        {
            var answers = new CollectorAnswers(target.Authorities);
            var exporter = new OtlpExporterOptions { Protocol = target.Protocol, Endpoint = target.Url };
            if (target.Variables.Headers is { } headers) exporter.Headers = headers;
            if (target.Variables.Timeout is { } timeout) exporter.TimeoutMilliseconds = timeout;
            if (target.Variables.Compression is { } compression) exporter.Compression = compression;
            exporter.HttpClientFactory = () => new HttpClient(answers) { Timeout = TimeSpan.FromMilliseconds(exporter.TimeoutMilliseconds) };
            return make(exporter, isTaken =>
            {
                // a good answer may say that part of it was rejected
                var failure = answers.Problem ?? (isTaken ? null : "the collector does not take them");
                if (!state.Note(failure)) return;
                if (failure is null) LogRecovered(logger, state.Signal, state.Failed);
                else LogFailed(logger, state.Signal, failure);
            });
        }
    }

    /// <summary>Sends what there is now, and waits for it.</summary>
    public void Flush()
    {
        _traces?.ForceFlush();
        _metrics?.ForceFlush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
        Spans.Share = new ShadowShare(1);
    }

    [LoggerMessage(EventIds.ExportFailed, LogLevel.Warning, "{Signal} are not exported: {Failure}; what is not taken is lost", EventName = nameof(EventIds.ExportFailed))]
    private static partial void LogFailed(ILogger logger, string signal, string failure);

    [LoggerMessage(EventIds.ExportRecovered, LogLevel.Information, "{Signal} are exported; {Failed} exports have failed since the start", EventName = nameof(EventIds.ExportRecovered))]
    private static partial void LogRecovered(ILogger logger, string signal, long failed);
}
