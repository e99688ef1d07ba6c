using System.Diagnostics.Metrics;
using System.Text;

namespace Pdp.Server.Telemetry.Metrics;

/// <summary>What an instrument tells, summed up by its labels.</summary>
internal sealed class MetricFamily
{
    /// <summary>Most series of an instrument: what is beyond them is counted and left out.</summary>
    public const int MostSeries = 1000;

    private static readonly double[] _defaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly bool _isObserved;
    private long _leftOut;

    public MetricFamily(Instrument instrument)
    {
        Instrument = instrument.Name;
        Help = instrument.Description ?? "";
        Type = TypeOf(instrument.GetType().GetGenericTypeDefinition());
        Unit = instrument.Unit switch
        {
            "s" => "seconds",
            "By" => "bytes",
            _ => null,
        };
        Name = instrument.Name.Replace('.', '_') + (Unit is null ? "" : "_" + Unit);
        _isObserved = instrument.IsObservable;
        Bounds = Type == MetricType.Histogram ? (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries?.ToArray() ?? _defaultBounds : [];
    }

    /// <summary>The instrument's name.</summary>
    public string Instrument { get; }

    /// <summary>Its name as Prometheus has it, without what the type adds.</summary>
    public string Name { get; }

    /// <summary>What it means.</summary>
    public string Help { get; }

    /// <summary>Its unit, if its name ends with one.</summary>
    public string? Unit { get; }

    /// <summary>What it is.</summary>
    public MetricType Type { get; }

    /// <summary>The upper bounds of the buckets of a histogram.</summary>
    public double[] Bounds { get; }

    /// <summary>How many measurements were left out as their series would have been too many.</summary>
    public long LeftOut => Interlocked.Read(ref _leftOut);

    /// <summary>Forgets what was observed by the last scrape: what is not observed any more is told no more.</summary>
    public void BeginScrape()
    {
        if (!_isObserved) return;
        lock (_lock) _series.Clear();
    }

    /// <summary>Takes a measurement.</summary>
    public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = Labels(tags);
        lock (_lock)
        {
            if (!_series.TryGetValue(labels, out var series))
            {
                if (_series.Count >= MostSeries)
                {
                    Interlocked.Increment(ref _leftOut);
                    return;
                }

                _series.Add(labels, series = new Series(Type == MetricType.Histogram ? new long[Bounds.Length + 1] : []));
            }

            if (Type == MetricType.Histogram) series.Buckets[Bucket(value)]++;
            series.Value = _isObserved || Type == MetricType.Set ? value : series.Value + value;
        }
    }

    /// <summary>What there is: the labels as they are written, the value or the sum, and how many values are in which bucket.</summary>
    public IReadOnlyList<(string Labels, double Value, long[] Buckets)> Read()
    {
        lock (_lock) return [.. _series.Select(static one => (one.Key, one.Value.Value, (long[])one.Value.Buckets.Clone()))];
    }

    private static MetricType TypeOf(Type instrument) =>
        instrument == typeof(Counter<>) || instrument == typeof(ObservableCounter<>) ? MetricType.Counter
        : instrument == typeof(Histogram<>) ? MetricType.Histogram
        : instrument == typeof(Gauge<>) ? MetricType.Set
        : MetricType.Gauge;

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty) return "";
        var text = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            if (text.Length > 0) text.Append(',');
            text.Append(name.Replace('.', '_')).Append("=\"");
            ExpositionWriter.Escape(text, Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "");
            text.Append('"');
        }

        return text.ToString();
    }

    private int Bucket(double value)
    {
        var bucket = 0;
        while (bucket < Bounds.Length && value > Bounds[bucket]) bucket++;
        return bucket;
    }

    private sealed class Series(long[] buckets)
    {
        public long[] Buckets { get; } = buckets;

        public double Value { get; set; }
    }
}

/// <summary>What a metric is.</summary>
internal enum MetricType
{
    /// <summary>It only grows.</summary>
    Counter,

    /// <summary>It goes up and down, and is told as changes or when it is looked at.</summary>
    Gauge,

    /// <summary>It goes up and down, and is told as it is.</summary>
    Set,

    /// <summary>How values are distributed.</summary>
    Histogram,
}
