using System.Globalization;
using System.Text;
using Pdp.LoadBenchmarks.Peers;

namespace Pdp.LoadBenchmarks.Reports;

/// <summary>A line of a diagram.</summary>
/// <param name="Label">What stands at its end; null: nothing.</param>
/// <param name="Style">The name of its colour in the style sheet.</param>
/// <param name="IsThin">Whether it is the lesser one of its server.</param>
/// <param name="Points">Number of rules, and what was measured there. A single one is drawn as a level.</param>
internal sealed record Series(string? Label, string Style, bool IsThin, IReadOnlyList<(double Rules, Spread Value)> Points);

/// <summary>One diagram: numbers of rules to the right, what was measured upwards, both on scales of powers of ten.</summary>
internal sealed class Panel(string title, double left, double top, IReadOnlyList<Series> series, IEnumerable<double> rules, IEnumerable<double> values, Func<double, string> unit)
{
    public const double Width = 320;
    public const double Height = 210;
    private const double LabelGap = 13;

    private readonly LogScale _across = new(rules, left, left + Width);
    private readonly LogScale _up = new(values, top + Height, top);

    public void Draw(StringBuilder svg)
    {
        Text(svg, "title", left, top - 12, "start", title);
        foreach (var tick in _up.Ticks)
        {
            Line(svg, "grid", left, _up.At(tick), left + Width, _up.At(tick));
            Text(svg, "soft", left - 7, _up.At(tick) + 4, "end", unit(tick));
        }

        foreach (var tick in _across.Ticks)
        {
            Line(svg, "grid", _across.At(tick), top, _across.At(tick), top + Height);
            Text(svg, "soft", _across.At(tick), top + Height + 16, "middle", tick.ToString("N0", CultureInfo.InvariantCulture));
        }

        foreach (var one in series) Draw(svg, one);
        Label(svg);
    }

    private void Draw(StringBuilder svg, Series one)
    {
        if (one.Points is [var level])
        {
            Line(svg, one.Style + " level", left, _up.At(level.Value.Middle), left + Width, _up.At(level.Value.Middle));
            return;
        }

        svg.Append(CultureInfo.InvariantCulture, $"""<polyline class="{one.Style} {(one.IsThin ? "thin" : "line")}" points="{string.Join(' ', one.Points.Select(p => Place(_across.At(p.Rules), _up.At(p.Value.Middle))))}"/>""").Append('\n');
        if (one.IsThin) return;
        foreach (var (rules, value) in one.Points)
        {
            var x = _across.At(rules);
            Line(svg, one.Style + " spread", x, _up.At(value.Least), x, _up.At(value.Most));
            svg.Append(CultureInfo.InvariantCulture, $"""<circle class="{one.Style} dot" cx="{x:F1}" cy="{_up.At(value.Middle):F1}" r="3.5"/>""").Append('\n');
        }
    }

    // At the ends of the lines, so that none needs to be looked up; moved apart where lines end close to one another.
    private void Label(StringBuilder svg)
    {
        var below = double.NegativeInfinity;
        foreach (var (one, y) in series.Where(static s => s.Label is not null).Select(s => (s, _up.At(s.Points[^1].Value.Middle))).OrderBy(static s => s.Item2))
        {
            var x = one.Points is [_] ? left + Width : _across.At(one.Points[^1].Rules);
            below = Math.Max(y, below + LabelGap);
            Text(svg, one.Style + " label", x + 9, below + 4, "start", one.Label!);
        }
    }

    private static string Place(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{x:F1},{y:F1}");

    private static void Line(StringBuilder svg, string style, double x1, double y1, double x2, double y2) =>
        svg.Append(CultureInfo.InvariantCulture, $"""<line class="{style}" x1="{x1:F1}" y1="{y1:F1}" x2="{x2:F1}" y2="{y2:F1}"/>""").Append('\n');

    private static void Text(StringBuilder svg, string style, double x, double y, string anchor, string text) =>
        svg.Append(CultureInfo.InvariantCulture, $"""<text class="{style}" x="{x:F1}" y="{y:F1}" text-anchor="{anchor}">{System.Security.SecurityElement.Escape(text)}</text>""").Append('\n');
}
