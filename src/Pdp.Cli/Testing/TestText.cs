using System.Globalization;
using Pdp.Bundles.Testing;
using Pdp.Cli.Output;
using Pdp.Cli.Testing.Coverage;
using Spectre.Console;

namespace Pdp.Cli.Testing;

/// <summary>A run for people: a line for each suite, everything about each test that failed, a summary.</summary>
internal static class TestText
{
    /// <summary>Writes the report.</summary>
    public static void Write(IAnsiConsole console, TestRun run)
    {
        foreach (var suite in run.BySuite) Write(console, suite.Key, [.. suite]);
        if (run.Report.Results.IsEmpty) return;
        if (run.BySuite.Last().All(static r => r.Passed)) console.Line(""); // a suite that failed ends in a blank line
        if (run.Coverage is { } coverage) CoverageText.Write(console, coverage);
        if (run.HasCoverage) WriteCoverage(console, run.Report);
        Summarise(console, run);
    }

    /// <summary>Why a test failed, without colours.</summary>
    public static string FailureAsText(TestResult result) => string.Join(
        '\n', FailureText.Lines(result).Select(static line => string.Concat(line.Select(static piece => piece.Text))));

    private static void Write(IAnsiConsole console, string file, TestResult[] results)
    {
        var failed = results.Count(static r => !r.Passed);
        var title = ($" {Printable.OneLine(file)}", Palette.Strong);
        if (failed == 0)
        {
            console.Line(("ok    ", Palette.Good), title, ($"  {Counted.Of(results.Length, "test")}", Palette.Quiet));
            return;
        }

        console.Line(("FAILED", Palette.Bad), title, ($"  {failed} of {Counted.Of(results.Length, "test")}", Palette.Quiet));
        foreach (var result in results.Where(static r => !r.Passed))
        {
            console.Line("");
            console.Line(
                ($"  {Printable.OneLine(result.Test.Name)}", Palette.Strong),
                ($"  ({result.Test.Location})", Palette.Quiet));
            foreach (var line in FailureText.Lines(result)) console.Line([("    ", Palette.Plain), .. line]);
        }

        console.Line("");
    }

    private static void WriteCoverage(IAnsiConsole console, TestReport report)
    {
        if (report.NeverFired.IsEmpty)
        {
            console.Line($"every rule fired in some test ({Counted.Of(report.RuleCount, "rule")})");
            return;
        }

        console.Line(
            ($"{report.NeverFired.Length} of {Counted.Of(report.RuleCount, "rule")} never fired in any test:", Palette.Warning));
        foreach (var policy in report.NeverFired.GroupBy(static r => (r.Policy, r.Version)))
        {
            console.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"  {policy.Key.Policy}@{policy.Key.Version}: {string.Join(", ", policy.Select(static r => r.Rule))}"));
        }
    }

    private static void Summarise(IAnsiConsole console, TestRun run)
    {
        var total = run.Report.Results.Length;
        var suites = run.BySuite.Count();
        var seconds = run.Elapsed.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
        var verdict = run.Failed == 0
            ? (Counted.Of(total, "test") + " passed", Palette.Good)
            : ($"{run.Failed} of {Counted.Of(total, "test")} failed", Palette.Bad);
        console.Line(verdict, ($" in {Counted.Of(suites, "suite")} ({seconds} s)", Palette.Quiet));
        console.Line(($"revision {Printable.OneLine(run.Bundle.Revision)}", Palette.Quiet));
    }
}
