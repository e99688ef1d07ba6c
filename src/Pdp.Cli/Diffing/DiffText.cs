using System.Globalization;
using Pdp.Cli.Output;
using Pdp.Language.Values;
using Spectre.Console;

namespace Pdp.Cli.Diffing;

/// <summary>Comparisons for people.</summary>
/// <param name="console">Where to.</param>
/// <param name="all">Whether nothing is cut.</param>
internal sealed class DiffText(IAnsiConsole console, bool all)
{
    private const int MostGroups = 10;
    private const int MostReasons = 5;

    /// <summary>Writes everything.</summary>
    public void Write(DiffReport report)
    {
        WriteHead(report);
        foreach (var kind in ChangeKinds.All) Write(kind, report.Tally, report.Unit);
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
        WriteSide("old", report.Old);
        WriteSide("new", report.New);
        console.Line((report.Now is { } now ? $"now {CelText.ToStringValue(Value.From(now)).AsString}" : "now is the time of each record", Palette.Quiet));
        console.Line("");
        var tally = report.Tally;
        var requests = Counted.Of(tally.Requests, "request");
        if (tally.Changed == 0)
        {
            console.Line((tally.Requests == 0 ? "no request was compared" : $"{requests}: no answer changes", tally.Requests == 0 ? Palette.Warning : Palette.Good));
        }
        else
        {
            string[] kinds = [.. ChangeKinds.All.Where(kind => tally.Count(kind) > 0).Select(kind => string.Create(CultureInfo.InvariantCulture, $"{tally.Count(kind):N0} {kind.Words()}"))];
            console.Line(($"{requests}: {Counted.Of(tally.Changed, "answer changes", "answers change")}", Palette.Strong), ($": {string.Join("; ", kinds)}", Palette.Plain));
        }

        if (report.Log?.Words is { } leftOut) console.Line((leftOut, Palette.Warning));
        if (report.Log?.Missing > 0) console.Line(($"{Counted.Of(report.Log.Missing, "decision")} not in the log, as it tells itself", Palette.Warning));
    }

    private void WriteSide(string name, DiffSource source) => console.Line(
        ($"{name} ", Palette.Quiet), (Printable.OneLine(source.Place), Palette.Strong),
        (source.Revision is { } revision ? $", revision {Printable.OneLine(revision)}" : ", as recorded", Palette.Quiet));

    private void Write(ChangeKind kind, ChangeTally tally, string unit)
    {
        if (tally.Count(kind) == 0) return;
        console.Line("");
        var mark = kind == ChangeKind.NewlyAllowed ? "! " : "";
        console.Line(($"{mark}{kind.Words()}", StyleOf(kind)), ($": {Counted.Of(tally.Count(kind), "request")}", Palette.Plain));
        ChangeGroup[] groups = [.. tally.Of(kind)];
        foreach (var group in all ? groups : groups.Take(MostGroups)) Write(group, unit);
        if (!all && groups.Length > MostGroups)
        {
            var rest = groups.Skip(MostGroups).Sum(static group => group.Count);
            console.Line(($"  and {Counted.Of(rest, "request")} in {Counted.Of(groups.Length - MostGroups, "more group")} (--all lists them)", Palette.Quiet));
        }

        if (tally.LeftOut(kind) > 0)
        {
            console.Line(($"  and {Counted.Of(tally.LeftOut(kind), "request")} by other rules: only {Counted.Of(ChangeTally.MostGroups, "group")} are kept apart", Palette.Warning));
        }
    }

    private void Write(ChangeGroup group, string unit)
    {
        var change = group.First;
        var first = string.Create(CultureInfo.InvariantCulture, $": {Counted.Of(group.Count, "request")}, {(group.Count == 1 ? "on" : "the first on")} {unit} {group.Line}");
        console.Line(
            ("  ", Palette.Plain), (DecisionWords.Of(change.Before), DecisionWords.StyleOf(change.Before)), (" → ", Palette.Plain),
            (DecisionWords.Of(change.After), DecisionWords.StyleOf(change.After)), (first, Palette.Plain));
        console.Line(($"    {Printable.OneLine(group.Subject)}", Palette.Quiet));
        if (change.Obligations is not null) console.Line($"    obligations {change.Obligations.Words}");
        if (change.Advice is not null) console.Line($"    advice {change.Advice.Words}");
        Write("before", change.BecauseBefore);
        Write("after", change.BecauseAfter);
    }

    private void Write(string side, Because because)
    {
        string[] lines = [.. because.Lines];
        var shown = all ? lines.Length : Math.Min(lines.Length, MostReasons);
        foreach (var line in lines.AsSpan(0, shown)) console.Line(($"    {side}: ", Palette.Quiet), (line, Palette.Plain));
        if (lines.Length > shown) console.Line(($"    {side}: and {Counted.Of(lines.Length - shown, "more rule")} (--all lists them)", Palette.Quiet));
    }

    private static Style StyleOf(ChangeKind kind) => kind switch
    {
        ChangeKind.NewlyAllowed => Palette.Bad,
        ChangeKind.Obligations or ChangeKind.NoLongerAllowed => Palette.Warning,
        _ => Palette.Strong,
    };
}
