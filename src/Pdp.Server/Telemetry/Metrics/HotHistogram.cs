using System.Diagnostics;
using Pdp.Server.Telemetry.Tracing;

namespace Pdp.Server.Telemetry.Metrics;

/// <summary>
/// A histogram that deciding threads fill: a value costs two additions to memory of the processor's own, and nothing is allocated but the
/// exemplars of calls that are traced.
/// </summary>
internal sealed class HotHistogram
{
    private readonly double[] _bounds;
    private readonly long[] _limits;
    private readonly double _unit;
    private readonly StripedCounts _counts;
    private readonly Exemplar?[] _exemplars;

    /// <param name="bounds">The upper bounds of the buckets, ascending; one without a bound comes behind them.</param>
    /// <param name="unit">How many of the integers that are recorded make one of the histogram's unit.</param>
    public HotHistogram(double[] bounds, double unit)
    {
        (_bounds, _unit) = (bounds, unit);
        _limits = [.. bounds.Select(bound => (long)(bound * unit))];
        _counts = new StripedCounts(bounds.Length + 2);
        _exemplars = new Exemplar?[bounds.Length + 1];
    }

    /// <summary>The upper bounds of all buckets but the last.</summary>
    public ReadOnlySpan<double> Bounds => _bounds;

    private int SumPosition => _bounds.Length + 1;

    /// <summary>Records a value.</summary>
    public void Record(long value)
    {
        var bucket = 0;
        while (bucket < _limits.Length && value > _limits[bucket]) bucket++;
        _counts.Add(bucket, SumPosition, value);
        if (Spans.AreWanted && Activity.Current is { Recorded: true } activity && ReferenceEquals(activity.Source, Spans.Source)) Keep(activity, bucket, value);
    }

    /// <summary>What has been recorded: how often by bucket, those of the lower ones not counted, and the sum of all.</summary>
    public (long[] Buckets, double Sum, Exemplar?[] Exemplars) Read()
    {
        var buckets = new long[_bounds.Length + 1];
        for (var i = 0; i < buckets.Length; i++) buckets[i] = _counts.Sum(i);
        return (buckets, _counts.Sum(SumPosition) / _unit, [.. _exemplars]);
    }

    private void Keep(Activity activity, int bucket, long value) =>
        Volatile.Write(ref _exemplars[bucket], new Exemplar(activity.TraceId, activity.SpanId, value / _unit, TimeProvider.System.GetUtcNow()));
}
