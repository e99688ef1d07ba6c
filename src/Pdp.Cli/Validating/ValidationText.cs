using Pdp.Bundles;
using Pdp.Cli.Output;
using Pdp.Language.Diagnostics;
using Spectre.Console;

namespace Pdp.Cli.Validating;

/// <summary>What validation found, for people.</summary>
internal static class ValidationText
{
    /// <summary>Writes every diagnostic, then a summary.</summary>
    public static void Write(IAnsiConsole console, LoadResult result, bool valid)
    {
        foreach (var diagnostic in result.Diagnostics)
        {
            DiagnosticPainter.Write(console, diagnostic);
            console.Line("");
        }

        var verdict = valid ? ("valid", Palette.Good) : ("not valid", Palette.Bad);
        console.Line(verdict, ($": {Findings(result)}", Palette.Plain));
        if (result.Bundle is not { } bundle) return;

        console.Line($"{Printable.OneLine(bundle.Name)}: {BundleCounts.Of(bundle).Told()}");
        console.Line(($"revision {Printable.OneLine(bundle.Revision)}", Palette.Quiet));
    }

    private static string Findings(LoadResult result)
    {
        if (result.Diagnostics.IsEmpty) return "no errors, no warnings";
        var errors = result.Diagnostics.Count(static d => d.Severity == Severity.Error);
        var files = result.Diagnostics.Select(static d => d.Location.File).Distinct(StringComparer.Ordinal).Count();
        var warnings = result.Diagnostics.Length - errors;
        return $"{Counted.Of(errors, "error")}, {Counted.Of(warnings, "warning")} in {Counted.Of(files, "file")}";
    }
}
