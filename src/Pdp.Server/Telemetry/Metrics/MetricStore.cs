using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;

namespace Pdp.Server.Telemetry.Metrics;

/// <summary>
/// All metrics of one server, as they are scraped: it listens to the instruments of its meters and of the runtime, and sums up what they
/// tell. What the deciding threads count is not told to it; it reads that where it is counted.
/// </summary>
internal sealed class MetricStore : IDisposable
{
    /// <summary>The meter of the runtime: collections, memory, threads, processor time.</summary>
    public const string Runtime = "System.Runtime";

    private readonly Lock _scraping = new();
    private readonly Lock _publishing = new();
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly DecisionMeter _decisions;
    private long _failures;

    public MetricStore(IMeterFactory factory, DecisionMeter decisions)
    {
        _decisions = decisions;
        var own = factory.Create("Pdp.Server.Telemetry");
        own.CreateObservableCounter("pdp.telemetry.series.left_out", () => LeftOut, "{measurement}", "measurements of series there was no room for");
        own.CreateObservableCounter("pdp.telemetry.failures", () => Interlocked.Read(ref _failures), "{failure}", "how often a metric could not be read");
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            var isOurs = ReferenceEquals(instrument.Meter.Scope, factory) && instrument.Name.StartsWith("pdp.", StringComparison.Ordinal);
            if (!isOurs && !(instrument.Meter.Name == Runtime && instrument.IsObservable)) return;
            var family = new MetricFamily(instrument);
            lock (_publishing) _families[family.Name] = family;
            if (_decisions.Histograms(instrument.Name) is null) listener.EnableMeasurementEvents(instrument, family);
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Take(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamily)family!).Take(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Take(value, tags));
        _listener.Start();
    }

    private MetricFamily[] Families
    {
        get
        {
            lock (_publishing) return [.. _families.Values];
        }
    }

    private long LeftOut => Families.Sum(static family => family.LeftOut);

    /// <summary>Writes all of them. One scrape at a time: the others wait.</summary>
    public byte[] Write(bool isOpenMetrics)
    {
        lock (_scraping)
        {
            var families = Families;
            foreach (var family in families) family.BeginScrape();
            Observe();
            var writer = new ExpositionWriter(isOpenMetrics);
            foreach (var family in families)
            {
                if (_decisions.Histograms(family.Instrument) is { } histograms) writer.Write(family, histograms);
                else writer.Write(family);
            }

            return writer.Finish();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    // what one metric cannot tell must not keep the others from being told
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "it is counted, and the other metrics are told")]
    private void Observe()
    {
        try
        {
            _listener.RecordObservableInstruments();
        }
        catch (Exception)
        {
            Interlocked.Increment(ref _failures);
        }
    }
}
