using System.Globalization;
using Pdp.Cli.Output;
using Pdp.Language.Values;
using Spectre.Console;
using static System.FormattableString;

namespace Pdp.Cli.Diffing;

/// <summary>Comparisons for people.</summary>
/// <param name="console">Where to.</param>
/// <param name="all">Whether nothing is cut.</param>
internal sealed class DiffText(IAnsiConsole console, bool all)
{
    /// <summary>Writes everything.</summary>
    public void Write(DiffReport report)
    {
        WriteHead(report);
        new ChangeGroupsText(console, all, group => (Invariant($", {(group.Count == 1 ? "on" : "the first on")} {report.Unit} {group.Line}"), IsLine: false)).Write(report.Tally);
        if (report.Tally.Changed == 0 || Source(report) is not { } source) return;
        console.Line("");
        console.Line(($"to see why: {source} | pdp explain -p DIR -", Palette.Quiet));
    }

    private static string? Source(DiffReport report)
    {
        var number = ChangeKinds.All.SelectMany(report.Tally.Of).First().Line.ToString(CultureInfo.InvariantCulture);
        return report.Log is { } log ? $"pdp audit query {Printable.OneLine(log.Place)} --record {number} --requests"
            : report.Requests is { } file ? $"sed -n {number}p {Printable.OneLine(file)}"
            : null;
    }

    private void WriteHead(DiffReport report)
    {
        ChangeGroupsText.WriteSide(console, "old", report.Old);
        ChangeGroupsText.WriteSide(console, "new", report.New);
        console.Line((report.Now is { } now ? $"now {CelText.ToStringValue(Value.From(now)).AsString}" : "now is the time of each record", Palette.Quiet));
        console.Line("");
        var tally = report.Tally;
        ChangeGroupsText.WriteSum(console, tally);
        if (report.Log?.Words is { } leftOut) console.Line((leftOut, Palette.Warning));
        if (report.Log?.Missing > 0) console.Line(($"{Counted.Of(report.Log.Missing, "decision")} not in the log, as it tells itself", Palette.Warning));
    }
}
