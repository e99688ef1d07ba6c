using System.Diagnostics;

namespace Pdp.Server.Telemetry;

/// <summary>A value that was measured while its call was traced: the way from a histogram to a trace.</summary>
/// <param name="Trace">The trace.</param>
/// <param name="Span">The span in it.</param>
/// <param name="Value">The value.</param>
/// <param name="Time">When.</param>
internal sealed record Exemplar(ActivityTraceId Trace, ActivitySpanId Span, double Value, DateTimeOffset Time);
