using System.Globalization;
using Pdp.Cli.Output;
using Spectre.Console;

namespace Pdp.Cli.Diffing;

/// <summary>Groups of changes for people.</summary>
/// <param name="console">Where to.</param>
/// <param name="all">Whether nothing is cut.</param>
/// <param name="place">Tells where the first request of a group is to be found, with its place on the line: <c>, on line 3</c>, or on one of its own.</param>
internal sealed class ChangeGroupsText(IAnsiConsole console, bool all, Func<ChangeGroup, (string Text, bool IsLine)> place)
{
    private const int MostGroups = 10;
    private const int MostReasons = 5;

    /// <summary>Tells of a side.</summary>
    public static void WriteSide(IAnsiConsole console, string name, DiffSource source) => console.Line(
        ($"{name} ", Palette.Quiet), (Printable.OneLine(source.Place), Palette.Strong),
        (source.Revision is { } revision ? $", revision {Printable.OneLine(revision)}" : ", as recorded", Palette.Quiet));

    /// <summary>Tells how many answers change, and in what way.</summary>
    public static void WriteSum(IAnsiConsole console, ChangeTally tally)
    {
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
    }

    /// <summary>Tells of all groups, by kind.</summary>
    public void Write(ChangeTally tally)
    {
        foreach (var kind in ChangeKinds.All) Write(kind, tally);
    }

    private void Write(ChangeKind kind, ChangeTally tally)
    {
        if (tally.Count(kind) == 0) return;
        console.Line("");
        var mark = kind == ChangeKind.NewlyAllowed ? "! " : "";
        console.Line(($"{mark}{kind.Words()}", StyleOf(kind)), ($": {Counted.Of(tally.Count(kind), "request")}", Palette.Plain));
        ChangeGroup[] groups = [.. tally.Of(kind)];
        foreach (var group in all ? groups : groups.Take(MostGroups)) Write(group);
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

    private void Write(ChangeGroup group)
    {
        var change = group.First;
        var (where, isLine) = place(group);
        var first = $": {Counted.Of(group.Count, "request")}{(isLine ? "" : where)}";
        console.Line(
            ("  ", Palette.Plain), (DecisionWords.Of(change.Before), DecisionWords.StyleOf(change.Before)), (" → ", Palette.Plain),
            (DecisionWords.Of(change.After), DecisionWords.StyleOf(change.After)), (first, Palette.Plain));
        console.Line(($"    {Printable.OneLine(group.Subject)}", Palette.Quiet));
        if (isLine) console.Line(($"    {where}", Palette.Quiet));
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
