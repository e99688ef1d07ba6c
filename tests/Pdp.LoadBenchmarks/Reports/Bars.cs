using System.Globalization;
using Pdp.LoadBenchmarks.Peers;

namespace Pdp.LoadBenchmarks.Reports;

/// <summary>Something that must be shown.</summary>
/// <param name="What">What is measured.</param>
/// <param name="IsAtLeast">Whether more is better.</param>
/// <param name="Limit">The bar.</param>
/// <param name="Measured">The middle round, and how far rounds lie apart; null: not measured.</param>
internal sealed record Bar(string What, bool IsAtLeast, double Limit, Spread? Measured)
{
    public string Verdict => Measured is not { Middle: var middle } ? "not measured" : (IsAtLeast ? middle >= Limit : middle <= Limit) ? "yes" : "no";

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{What}: {(Measured is { } m ? $"{m.Middle:G3} ({m.Least:G3} to {m.Most:G3})" : "-")}, bar {(IsAtLeast ? "≥" : "≤")} {Limit}: {Verdict}");
}

/// <summary>The bars of the comparison.</summary>
internal static class Bars
{
    private const int Compared = 1000;

    public static IEnumerable<Bar> Of(Figures figures) => figures.Shapes.SelectMany(shape => Of(figures, shape));

    private static IEnumerable<Bar> Of(Figures figures, string shape)
    {
        var (ours, cerbos) = (figures.Of(ServerNames.Pdp, shape, Compared), figures.Of(ServerNames.Cerbos, shape, Compared));
        yield return new Bar(Text($"{shape}, {Compared:N0} rules: answers a second at saturation, PDP / Cerbos"), true, 20, Ratio(ours, cerbos, static s => s.Saturated, static s => s.Rate));
        yield return new Bar(
            Text($"{shape}, {Compared:N0} rules: p99 at half of Cerbos' saturation, PDP / Cerbos"), false, 0.1, Ratio(ours, cerbos, static s => s.Open, static s => s.P99));
        var all = figures.Of(ServerNames.Pdp, shape);
        if (all.Count < 2) yield break;
        var (fewest, most) = (all[0], all[^1]);
        yield return new Bar(
            Text($"{shape}, PDP: answers a second at saturation, {fewest.Rules:N0} rules / {most.Rules:N0}"), false, 1.2, Ratio(fewest, most, static s => s.Saturated, static s => s.Rate));
        yield return new Bar(
            Text($"{shape}, PDP: processor time an answer at saturation, {most.Rules:N0} rules / {fewest.Rules:N0}"), false, 1.2, Ratio(most, fewest, static s => s.Saturated, static s => s.Processor));
        if (fewest.OpenRate != most.OpenRate) yield break;
        yield return new Bar(
            Text($"{shape}, PDP: p99 at {fewest.OpenRate:N0} calls a second, {most.Rules:N0} rules / {fewest.Rules:N0}"), false, 1.2, Ratio(most, fewest, static s => s.Open, static s => s.P99));
    }

    private static Spread? Ratio(ServerFigures? over, ServerFigures? under, Func<ServerFigures, IReadOnlyList<Sample>> of, Func<Sample, double> by) =>
        over is null || under is null ? null : Spread.OfRatios(of(over), of(under), by);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
