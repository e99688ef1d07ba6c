using System.Globalization;
using System.Text;
using Pdp.LoadBenchmarks.Peers;

namespace Pdp.LoadBenchmarks.Reports;

/// <summary>Draws throughput and latency against the number of rules, for each kind of policies.</summary>
internal static class Picture
{
    private const double Left = 78;
    private const double Top = 74;
    private const double Across = Panel.Width + 160;
    private const double Down = Panel.Height + 78;

    private static readonly (string Server, string Style)[] Styles = [(ServerNames.Pdp, "pdp"), (ServerNames.Cerbos, "cerbos"), (ServerNames.Noop, "noop")];

    // Its own background: a page may be dark where the reader's system is light, and the other way round.
    private const string Style = """
        <style>
        text { font: 12px system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; stroke: none }
        .back { fill: #ffffff } .title { fill: #1f2328; font-weight: 600 } .soft { fill: #59636e } .grid { stroke: #d8dee4 }
        .pdp { stroke: #0969da } .cerbos { stroke: #bc4c00 } .noop { stroke: #6e7781 }
        .pdp.label, .pdp.dot { fill: #0969da } .cerbos.label, .cerbos.dot { fill: #bc4c00 } .noop.label { fill: #59636e }
        .line { fill: none; stroke-width: 2 } .thin { fill: none; stroke-width: 1.2; stroke-dasharray: 2 3 }
        .level { stroke-width: 1.5; stroke-dasharray: 7 4 } .spread { stroke-width: 1.5 } text.label { stroke: none }
        @media (prefers-color-scheme: dark) {
        .back { fill: #0d1117 } .title { fill: #f0f6fc } .soft { fill: #9198a1 } .grid { stroke: #30363d }
        .pdp { stroke: #58a6ff } .cerbos { stroke: #f0883e } .noop { stroke: #8b949e }
        .pdp.label, .pdp.dot { fill: #58a6ff } .cerbos.label, .cerbos.dot { fill: #f0883e } .noop.label { fill: #9198a1 }
        }
        </style>

        """;

    /// <summary>Draws it as SVG.</summary>
    public static string Draw(Figures figures)
    {
        var shapes = figures.Shapes.ToList();
        var throughput = shapes.Select(shape => All(figures, shape, static s => s.Saturated, static s => s.Rate, isThin: false)).ToList();
        var latency = shapes.Select(shape =>
            (List<Series>)[.. All(figures, shape, static s => s.Open, static s => s.P99, isThin: false, " p99"), .. All(figures, shape, static s => s.Open, static s => s.P50, isThin: true, " p50")]).ToList();
        var rules = figures.Servers.Select(static s => (double)s.Rules).ToList();
        var (width, height) = (Left + (shapes.Count * Across), Top + (2 * Down) - 34);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-labelledby="t"><title id="t">Throughput and latency against the number of rules</title>""").Append('\n');
        svg.Append(Style).Append("""<rect class="back" width="100%" height="100%" rx="6"/>""").Append('\n');
        svg.Append(CultureInfo.InvariantCulture, $"""<text class="soft" x="{Left}" y="28">Against the number of rules, with one processor for the server. Dots: the middle one of several rounds; strokes: from the least to the most.</text>""").Append('\n');
        for (var i = 0; i < shapes.Count; i++)
        {
            Add($"{shapes[i]}: answers a second, saturated", Top, throughput[i], Values(throughput), Rate);
            Add($"{shapes[i]}: latency at half of Cerbos' saturation", Top + Down, latency[i], Values(latency), Latency);

            void Add(string title, double top, List<Series> series, IEnumerable<double> values, Func<double, string> unit) =>
                new Panel(title, Left + (i * Across), top, series, rules, values, unit).Draw(svg);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static List<Series> All(
        Figures figures, string shape, Func<ServerFigures, IReadOnlyList<Sample>> of, Func<Sample, double> by, bool isThin, string label = "") =>
    [
        .. Styles.Select(style => new Series(style.Server + label, style.Style, isThin, [.. figures.Of(style.Server, shape).Select(s => ((double)s.Rules, Spread.Of(of(s), by)))]))
            .Where(s => s.Points.Count > 0 && !(isThin && s.Style == "noop")),
    ];

    private static IEnumerable<double> Values(List<List<Series>> of) => of.SelectMany(static all => all).SelectMany(static s => s.Points).SelectMany(static p => new[] { p.Value.Least, p.Value.Most });

    private static string Rate(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Latency(double micros) => micros switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{micros:N0} µs"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{micros / 1000:N0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{micros / 1_000_000:N0} s"),
    };
}
