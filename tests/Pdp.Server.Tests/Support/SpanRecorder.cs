using System.Collections.Concurrent;
using System.Diagnostics;
using Pdp.Server.Telemetry.Tracing;
using Xunit;

namespace Pdp.Server.Tests.Support;

/// <summary>Listens to spans: of all traces, or of one, which others that run meanwhile do not have.</summary>
internal sealed class SpanRecorder : IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = [];
    private readonly SemaphoreSlim _ended = new(0);
    private readonly ActivityListener _listener;

    public SpanRecorder(ActivityTraceId? trace = null)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == Spans.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                trace is null || options.Parent.TraceId == trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = span =>
            {
                // spans that other listeners have made come here as well
                if (!span.Recorded || (trace is not null && span.TraceId != trace)) return;
                _spans.Enqueue(span);
                _ended.Release();
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyList<Activity> All => [.. _spans];

    /// <summary>All that they tell.</summary>
    public IReadOnlyList<string> Texts =>
        [.. _spans.Select(static span => $"{span.DisplayName} {span.StatusDescription} {string.Join(' ', span.TagObjects.Select(static tag => $"{tag.Key}={(tag.Value is string[] many ? string.Join(',', many) : tag.Value)}"))}")];

    /// <summary>Waits for so many more spans.</summary>
    public async Task WaitAsync(int count)
    {
        for (var i = 0; i < count; i++) await _ended.WaitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _ended.Dispose();
    }
}
