using System.Globalization;
using Pdp.Cli.Output;
using Pdp.Engine;
using Pdp.Engine.Coverage;
using Spectre.Console;

namespace Pdp.Cli.Testing.Coverage;

/// <summary>Coverage for people: a table of the documents, and below it what no test has shown.</summary>
internal static class CoverageText
{
    private const int BarCells = 10;
    private const int WidestTitle = 44;

    // a folder without tests has thousands; all of them are in the other forms
    private const int MostGaps = 60;

    /// <summary>Writes both.</summary>
    public static void Write(IAnsiConsole console, CoverageReport report)
    {
        WriteTable(console, report);
        WriteGaps(console, report);
    }

    private static void WriteTable(IAnsiConsole console, CoverageReport report)
    {
        (string Title, CoverageCount Count)[] rows =
        [
            .. report.Documents.Select(static document => (NameOf(document), document.Count)),
            (report.IsPartial ? "all, by the tests that fit" : "all", report.Count),
        ];
        var width = Math.Max("coverage".Length, rows.Max(static row => Math.Min(row.Title.Length, WidestTitle)));
        var rules = Width(rows.Select(static row => row.Count.Rules), "rules");
        var operands = Width(rows.Select(static row => row.Count.Operands), "operands");
        console.Line(($"{"coverage".PadRight(width)}  {"rules".PadLeft(rules)}  {"operands".PadLeft(operands)}  outcomes", Palette.Quiet));
        foreach (var (title, count) in rows)
        {
            // the sum stands apart
            if (title == rows[^1].Title) console.Line("");
            var style = Style(count.Percent);
            var name = Printable.OneLine(title);
            if (name.Length > width)
            {
                console.Line(name);
                name = "";
            }

            console.Line(
                (name.PadRight(width), title == rows[^1].Title ? Palette.Strong : Palette.Plain),
                ($"  {Of(count.Fired, count.Rules).PadLeft(rules)}  {Of(count.OperandsSeen, count.Operands).PadLeft(operands)}  ", Palette.Plain),
                (CoverageReport.Percent(count.Percent).PadLeft(8), style), ("  " + Bar(console, count.Percent), style));
        }

        console.Line("");
        console.Line((
            string.Create(CultureInfo.InvariantCulture, $"{report.Count.Seen:N0} of {Counted.Of(report.Count.Outcomes, "outcome")} seen: a rule that fired, an operand that was true, and that was false"),
            Palette.Quiet));
        console.Line("");
    }

    private static void WriteGaps(IAnsiConsole console, CoverageReport report)
    {
        var told = 0;
        var left = 0;
        foreach (var document in report.Documents)
        {
            var gaps = document.Conditions
                .Select(static condition => (Condition: condition, Gaps: CoverageGaps.Of(condition).ToArray()))
                .Where(static one => one.Gaps.Length > 0).ToArray();
            foreach (var (condition, missing) in gaps)
            {
                if (told >= MostGaps)
                {
                    left += missing.Length;
                    continue;
                }

                if (told == 0) console.Line(("not seen:", Palette.Warning));
                console.Line(($"  {PlaceOf(document, condition)}", Palette.Strong), ($"  {Where(document, condition)}", Palette.Quiet));
                foreach (var operand in missing)
                {
                    console.Line(($"    {CoverageGaps.Words(operand)}: ", Palette.Warning), (Printable.OneLine(operand.Text), Palette.Code));
                }

                told += missing.Length;
            }
        }

        if (left > 0) console.Line(($"  and {Counted.Of(left, "more operand")}: `--coverage-output coverage.html` has all", Palette.Quiet));
        if (told > 0) console.Line("");
    }

    private static string NameOf(CoveredDocument document) => document.Role switch
    {
        null => document.File,
        PolicyRole.Shadow => $"{document.Title} (shadow)",
        _ => document.Title,
    };

    private static string PlaceOf(CoveredDocument document, ConditionCoverage condition)
    {
        if (condition.Policy is null) return condition.Member;
        // of an inline policy the path goes on behind the id
        var version = document.Title[document.Title.LastIndexOf('@')..];
        var rule = condition.Rule is null ? "" : $", rule `{condition.Rule}`";
        return $"{condition.Policy}{version}{rule}: {Printable.OneLine(condition.Member)}";
    }

    private static string Where(CoveredDocument document, ConditionCoverage condition) => document.LineOf(condition.Location) is { } line
        ? string.Create(CultureInfo.InvariantCulture, $"{Printable.OneLine(document.File)}:{line}")
        : Printable.OneLine(condition.Location.ToString());

    private static int Width(IEnumerable<int> totals, string title) => Math.Max(title.Length, totals.Max(static total => Of(total, total).Length));

    private static string Of(int part, int whole) =>
        whole == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{part:N0} of {whole:N0}");

    private static string Bar(IAnsiConsole console, double percent)
    {
        var full = (int)(percent / 100 * BarCells);
        return console.Profile.Capabilities.Unicode
            ? new string('█', full) + new string('░', BarCells - full)
            : new string('#', full) + new string('.', BarCells - full);
    }

    private static Style Style(double percent) => percent switch
    {
        >= 100 => Palette.Good,
        >= 50 => Palette.Warning,
        _ => Palette.Bad,
    };
}
