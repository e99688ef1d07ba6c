using System.Globalization;
using System.Text;

namespace Pdp.Server.Telemetry.Metrics;

/// <summary>Writes metrics as OpenMetrics 1.0 has them, or as the text format 0.0.4 of Prometheus, which knows no exemplars.</summary>
internal sealed class ExpositionWriter(bool isOpenMetrics)
{
    /// <summary>The media type of OpenMetrics.</summary>
    public const string OpenMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /// <summary>The media type of the text format.</summary>
    public const string Text = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new(16 * 1024);

    /// <summary>Writes a family.</summary>
    public void Write(MetricFamily family)
    {
        var all = family.Read();
        if (all.Count == 0) return;
        Head(family);
        foreach (var (labels, value, buckets) in all)
        {
            if (family.Type == MetricType.Histogram) Histogram(family.Name, labels, family.Bounds, buckets, value, []);
            else Line(family.Name + (family.Type == MetricType.Counter ? "_total" : ""), labels, "", value).Append('\n');
        }
    }

    /// <summary>Writes a family of histograms that deciding threads fill.</summary>
    public void Write(MetricFamily family, IEnumerable<(string? Channel, HotHistogram Histogram)> histograms)
    {
        Head(family);
        foreach (var (channel, histogram) in histograms)
        {
            var (buckets, sum, exemplars) = histogram.Read();
            Histogram(family.Name, channel is null ? "" : $"channel=\"{channel}\"", histogram.Bounds, buckets, sum, exemplars);
        }
    }

    /// <summary>All that was written.</summary>
    public byte[] Finish()
    {
        if (isOpenMetrics) _text.Append("# EOF\n");
        return Encoding.UTF8.GetBytes(_text.ToString());
    }

    /// <summary>Writes the value of a label, or what is told of a metric.</summary>
    public static void Escape(StringBuilder text, string value)
    {
        foreach (var letter in value)
        {
            switch (letter)
            {
                case '\\': text.Append(@"\\"); break;
                case '"': text.Append("\\\""); break;
                case '\n': text.Append("\\n"); break;
                default: text.Append(letter); break;
            }
        }
    }

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : double.IsNaN(value) ? "NaN" : value.ToString("R", CultureInfo.InvariantCulture);

    private void Head(MetricFamily family)
    {
        // the text format names a counter as its samples are named
        var name = family.Name + (family.Type == MetricType.Counter && !isOpenMetrics ? "_total" : "");
        _text.Append("# HELP ").Append(name).Append(' ');
        Escape(_text, family.Help);
        _text.Append("\n# TYPE ").Append(name).Append(' ').Append(family.Type switch
        {
            MetricType.Counter => "counter",
            MetricType.Histogram => "histogram",
            _ => "gauge",
        }).Append('\n');
        if (isOpenMetrics && family.Unit is { } unit) _text.Append("# UNIT ").Append(name).Append(' ').Append(unit).Append('\n');
    }

    private void Histogram(string name, string labels, ReadOnlySpan<double> bounds, long[] buckets, double sum, Exemplar?[] exemplars)
    {
        var count = 0L;
        for (var i = 0; i < buckets.Length; i++)
        {
            count += buckets[i];
            Line(name + "_bucket", labels, $"le=\"{Number(i < bounds.Length ? bounds[i] : double.PositiveInfinity)}\"", count);
            if (isOpenMetrics && i < exemplars.Length && exemplars[i] is { } exemplar)
            {
                _text.Append(CultureInfo.InvariantCulture, $" # {{trace_id=\"{exemplar.Trace.ToHexString()}\",span_id=\"{exemplar.Span.ToHexString()}\"}} ")
                    .Append(Number(exemplar.Value)).Append(CultureInfo.InvariantCulture, $" {exemplar.Time.ToUnixTimeMilliseconds() / 1000.0:F3}");
            }

            _text.Append('\n');
        }

        Line(name + "_sum", labels, "", sum).Append('\n');
        Line(name + "_count", labels, "", count).Append('\n');
    }

    private StringBuilder Line(string name, string labels, string more, double value)
    {
        _text.Append(name);
        if (labels.Length + more.Length > 0) _text.Append('{').Append(labels).Append(labels.Length > 0 && more.Length > 0 ? "," : "").Append(more).Append('}');
        return _text.Append(' ').Append(Number(value));
    }
}
