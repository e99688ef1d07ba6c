using System.Text;
using Pdp.Authoring.Editing;
using Pdp.Bundles;

namespace Pdp.Authoring.Linting;

/// <summary>Makes the fixes that change no decision until there are none left: each may bring to light what it hid, or be in the way of another.</summary>
public static class SafeFixes
{
    private const int MostRounds = 10;

    /// <summary>Makes them.</summary>
    /// <param name="result">What was loaded.</param>
    /// <param name="change">Puts texts in the place of documents, by path, and loads all again.</param>
    /// <param name="only">The document that is changed alone; null: all.</param>
    /// <returns>What was loaded last, what is left to look at in it, and how many fixes were made.</returns>
    public static (LoadResult Result, LintReport Report, int Made) Make(LoadResult result, Func<IReadOnlyDictionary<string, byte[]>, LoadResult> change, string? only = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(change);
        var report = Linter.Lint(result);
        var made = 0;
        for (var round = 0; result.Bundle is { } bundle && round < MostRounds; round++)
        {
            var (texts, count) = Round(bundle, report, only);
            if (count == 0) break;
            made += count;
            result = change(texts);
            report = Linter.Lint(result);
        }

        return (result, report, made);
    }

    private static (Dictionary<string, byte[]> Texts, int Made) Round(Bundle bundle, LintReport report, string? only)
    {
        var texts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var made = 0;
        foreach (var file in report.Findings.GroupBy(finding => finding.Diagnostic.Location.File, StringComparer.Ordinal).Where(file => only is null || file.Key == only))
        {
            var edits = DocumentEdit.Apart(file.Select(finding => finding.Fixes.FirstOrDefault(static fix => fix.IsSafe)?.Edit).OfType<DocumentEdit>());
            if (edits.Count == 0 || bundle.Files.FirstOrDefault(one => one.Path == file.Key) is not { } known) continue;
            texts[file.Key] = DocumentEdit.Apply(Encoding.UTF8.GetBytes(known.Text), edits);
            made += edits.Count;
        }

        return (texts, made);
    }
}
