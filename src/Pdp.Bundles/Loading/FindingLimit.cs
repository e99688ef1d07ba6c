using System.Collections.Immutable;
using System.Globalization;
using Pdp.Bundles.Documents;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Bundles.Loading;

/// <summary>
/// Tells so many errors and so many warnings of a file one by one, and how many more there are: one mistake in what a generator
/// writes is a mistake in each of its rules.
/// </summary>
internal static class FindingLimit
{
    /// <summary>The findings to tell, of those in the order of their files and places.</summary>
    public static ImmutableArray<SourceDiagnostic> Apply(ImmutableArray<SourceDiagnostic> findings)
    {
        if (findings.Length <= DocumentText.MostFindings) return findings;
        var told = ImmutableArray.CreateBuilder<SourceDiagnostic>();
        foreach (var file in findings.GroupBy(finding => finding.Location.File, StringComparer.Ordinal))
        {
            var counts = new Dictionary<Severity, int>();
            foreach (var finding in file)
            {
                // reading tells by itself how much it leaves out
                var isCount = finding.Code == DocumentDiagnosticCodes.TooLarge;
                if (!isCount) counts[finding.Severity] = counts.GetValueOrDefault(finding.Severity) + 1;
                if (isCount || counts[finding.Severity] <= DocumentText.MostFindings) told.Add(finding);
            }

            foreach (var (severity, count) in counts.OrderByDescending(count => count.Key))
            {
                if (count > DocumentText.MostFindings) told.Add(Untold(file.Key, severity, count - DocumentText.MostFindings));
            }
        }

        return told.DrainToImmutable();
    }

    private static SourceDiagnostic Untold(string file, Severity severity, int count) => new(
        DocumentDiagnosticCodes.TooLarge, severity, new SourceLocation(file, ""),
        string.Create(
            CultureInfo.InvariantCulture, $"{count} more {(severity == Severity.Error ? "errors" : "warnings")} of this file are not told"));
}
