using System.Globalization;
using Pdp.Cli.Output;
using Spectre.Console;

namespace Pdp.Cli.Shadowing;

/// <summary>What shadow versions said, for people.</summary>
/// <param name="console">Where to.</param>
/// <param name="all">Whether nothing is cut.</param>
internal sealed class ShadowText(IAnsiConsole console, bool all)
{
    private const int MostRows = 10;

    /// <summary>Writes everything.</summary>
    public void Write(ShadowSummary summary)
    {
        WriteHead(summary);
        if (summary.Shadows.Count == 0)
        {
            console.Line(summary.Samples is null ? "no shadow version is served" : "there are no samples");
            return;
        }

        WriteTable(summary.Shadows);
        foreach (var line in summary.Shadows.Where(static line => line.Rows.Count > 0)) Write(line);
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Percent(double share) => share.ToString("0.##", CultureInfo.InvariantCulture) + " %";

    private void WriteHead(ShadowSummary summary)
    {
        console.Line((Printable.OneLine(summary.Source), Palette.Strong));
        if (summary.Revision is not null) console.Line(($"revision {Printable.OneLine(summary.Revision)}", Palette.Quiet));
        if (summary.Share is { } share) console.Line($"evaluated on {Percent(100 * share)} of the requests");
        if (summary.Samples is { } samples)
        {
            console.Line("counts are of samples: how often a version agreed is not among them");
            if (samples.LeftOut > 0)
            {
                console.Line((
                    $"left out: {Number(samples.Rate)} beyond the rate, {Number(samples.Queue)} faster than the file, {Number(samples.Failed)} that could not be written",
                    Palette.Warning));
            }
        }

        console.Line("");
    }

    private void WriteTable(IReadOnlyList<ShadowLine> lines)
    {
        string[] header = ["policy", "shadow", "in force", "evaluated", "differed", "share", "newly permitted", "no longer", "errors"];
        string[][] rows = [header, .. lines.Select(Cells)];
        int[] widths = [.. Enumerable.Range(0, header.Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            console.Line((string.Join("  ", cells), row == header ? Palette.Quiet : Palette.Plain));
        }
    }

    private static string[] Cells(ShadowLine line) =>
    [
        Printable.OneLine(line.Policy), Number(line.Version), line.InForce is { } inForce ? Number(inForce) : "none",
        line.Evaluated is { } evaluated ? Number(evaluated) : "–", Number(line.Differed),
        line.Evaluated is > 0 and var count ? Percent(100.0 * line.Differed / count) : "–",
        Number(line.NewlyPermitted), Number(line.NoLongerPermitted), Number(line.Errors),
    ];

    private void Write(ShadowLine line)
    {
        console.Line("");
        var period = line.Since is not { } since ? "" : line.Until is { } until ? $", from {Time(since)} to {Time(until)}" : $", since {Time(since)}";
        var beside = line.InForce is { } inForce ? string.Create(CultureInfo.InvariantCulture, $"beside version {inForce}") : "beside none in force";
        console.Line(
            (string.Create(CultureInfo.InvariantCulture, $"{Printable.OneLine(line.Policy)}@{line.Version}"), Palette.Strong), ($" {beside}{period}", Palette.Plain));
        foreach (var row in all ? line.Rows : line.Rows.Take(MostRows)) Write(row);
        if (all || line.Rows.Count <= MostRows) return;
        var left = line.Rows.Skip(MostRows).Sum(static row => row.Count);
        console.Line(($"  and {Counted.Of(left, "request")} by other rules (--all lists them)", Palette.Quiet));
    }

    private void Write(ShadowRow row)
    {
        var isNew = row.Decision == "PERMIT";
        console.Line(
            (isNew ? "! " : "  ", Palette.Bad), (row.InForce, StyleOf(row.InForce)), (" → ", Palette.Plain), (row.Decision, StyleOf(row.Decision)),
            ($": {Counted.Of(row.Count, "request")}{(isNew ? ", newly permitted" : "")}", Palette.Plain));
        if (row.IsRest)
        {
            console.Line(("    by rules that are not kept apart", Palette.Quiet));
            return;
        }

        console.Line(("    in force: ", Palette.Quiet), (Of(row.InForceCause), Palette.Plain));
        console.Line(("    shadow: ", Palette.Quiet), (Of(row.Cause), Palette.Plain));
        if (row.Example is not { } example) return;
        console.Line((
            Printable.OneLine($"    first: {example.SubjectType} `{example.SubjectId}`, action `{example.Action}`, {example.ResourceType} `{example.ResourceId}`, at {example.Time}, decision {example.DecisionId}"),
            Palette.Quiet));
    }

    private static string Of(ShadowReason? reason)
    {
        if (reason is null) return "no rule applies";
        var place = reason.Policy.Length == 0 ? "the request" : string.Create(CultureInfo.InvariantCulture, $"{reason.Policy}@{reason.Version}");
        if (reason.Rule is not null) place += $", rule `{reason.Rule}`";
        return Printable.OneLine(reason.Code is null ? place : $"{place}: {reason.Code}");
    }

    private static Style StyleOf(string decision) => decision switch
    {
        "PERMIT" => Palette.Good,
        "DENY" => Palette.Bad,
        "INDETERMINATE" => Palette.Warning,
        _ => Palette.Quiet,
    };
}
