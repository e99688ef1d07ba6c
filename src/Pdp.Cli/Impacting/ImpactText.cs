using System.Globalization;
using Pdp.Cli.Diffing;
using Pdp.Cli.Output;
using Pdp.Language.Values;
using Spectre.Console;

namespace Pdp.Cli.Impacting;

/// <summary>The impact for people: a table of what changes, the groups, and what was not looked at.</summary>
/// <param name="console">Where to.</param>
/// <param name="all">Whether nothing is cut.</param>
internal sealed class ImpactText(IAnsiConsole console, bool all)
{
    private const int MostUnseen = 10;

    /// <summary>Where the first request of a group is from, and when it was asked.</summary>
    public static string PlaceOf(ChangeGroup group)
    {
        var origin = group.Origin!;
        return $"{(group.Count == 1 ? "" : "the first ")}{Printable.OneLine(origin.Words)}, now {CelText.ToStringValue(Value.From(origin.Now)).AsString}";
    }

    /// <summary>Writes everything.</summary>
    public void Write(ImpactReport report)
    {
        ChangeGroupsText.WriteSide(console, "old", report.Old);
        ChangeGroupsText.WriteSide(console, "new", report.New);
        console.Line("");
        ChangeGroupsText.WriteSum(console, report.Tally);
        console.Line("");
        WriteTable(report);
        new ChangeGroupsText(console, all, static group => (PlaceOf(group), IsLine: true)).Write(report.Tally);
        if (report.Tally.Changed > 0)
        {
            console.Line("");
            console.Line(("to see why: `--format json` has the first request of each group, for `pdp explain -p DIR --now … --request …`", Palette.Quiet));
        }

        foreach (var unseen in report.Unseen) Write(unseen);
        console.Line("");
        console.Line(("not looked at:", Palette.Quiet));
        foreach (var line in report.NotLookedAt) console.Line(($"  {line}", Palette.Quiet));
    }

    private void Write(UnseenRules unseen)
    {
        console.Line("");
        console.Line((unseen.Words, Palette.Warning));
        var shown = all ? unseen.Rules.Count : Math.Min(unseen.Rules.Count, MostUnseen);
        foreach (var rule in unseen.Rules.Take(shown)) console.Line($"  {UnseenRules.Of(rule)}");
        if (unseen.Rules.Count > shown) console.Line(($"  and {Number(unseen.Rules.Count - shown)} more (--all lists them)", Palette.Quiet));
    }

    private void WriteTable(ImpactReport report)
    {
        (string Name, string Requests, string Changed)[] rows =
        [
            ("asked", "requests", "changed"),
            .. report.Sources.Select(static source => (source.Kind.Words(), Number(source.Requests), Number(source.Changed))),
        ];
        var (name, requests, changed) = (rows.Max(static row => row.Name.Length), rows.Max(static row => row.Requests.Length), rows.Max(static row => row.Changed.Length));
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            console.Line((
                $"{row.Name.PadRight(name)}  {row.Requests.PadLeft(requests)}  {row.Changed.PadLeft(changed)}", i == 0 ? Palette.Quiet : Palette.Plain));
        }
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
