using Pdp.Authoring.Linting;
using Pdp.Cli.Output;
using Spectre.Console;

namespace Pdp.Cli.Linting;

/// <summary>What linting found, for people.</summary>
internal static class LintText
{
    /// <summary>Writes every finding, then a summary.</summary>
    public static void Write(IAnsiConsole console, LintReport report, int made)
    {
        foreach (var finding in report.Findings)
        {
            DiagnosticPainter.Write(console, finding.Diagnostic);
            if (finding.Fixes.FirstOrDefault(static fix => fix.IsSafe) is { } fix) console.Line($"  = fix: --fix can {fix.Title}");
            console.Line("");
        }

        if (made > 0) console.Line($"{Counted.Of(made, "fix", "fixes")} made");
        var waived = report.Waived.IsEmpty ? "" : $", {report.Waived.Length} waived";
        if (report.Findings.IsEmpty)
        {
            console.Line(("clean", Palette.Good), ($": nothing found{waived}", Palette.Plain));
            return;
        }

        var files = report.Findings.Select(static finding => finding.Diagnostic.Location.File).Distinct(StringComparer.Ordinal).Count();
        console.Line(($"{Counted.Of(report.Findings.Length, "finding")}", Palette.Bad), ($" in {Counted.Of(files, "file")}{waived}", Palette.Plain));
    }
}
