namespace Pdp.Server.Telemetry.Export;

/// <summary>How often metrics and spans are sent, and how many spans wait: what OpenTelemetry's variables say, else what its specification has.</summary>
internal sealed record ExportPace
{
    /// <summary>How often metrics are sent, in milliseconds.</summary>
    public int MetricInterval { get; init; } = 60_000;

    /// <summary>How long sending them may take, in milliseconds.</summary>
    public int MetricTimeout { get; init; } = 30_000;

    /// <summary>How often spans are sent, in milliseconds.</summary>
    public int SpanDelay { get; init; } = 5_000;

    /// <summary>How long sending them may take, in milliseconds.</summary>
    public int SpanTimeout { get; init; } = 30_000;

    /// <summary>Most spans that wait; others are left out.</summary>
    public int SpanQueue { get; init; } = 2048;

    /// <summary>Most spans that are sent together.</summary>
    public int SpanBatch { get; init; } = 512;
}
