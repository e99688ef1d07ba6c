using System.Collections.Immutable;
using Pdp.Bundles.Documents;
using Pdp.Engine.Sources;

namespace Pdp.Bundles.Loading;

/// <summary>Brings findings into the order of files and places, and gives those of the engine their places in the files.</summary>
internal static class DiagnosticOrder
{
    /// <summary>Finds the places, and sorts by them.</summary>
    /// <param name="findings">The findings.</param>
    /// <param name="documents">The documents that they are about.</param>
    /// <param name="known">The same findings of an earlier loading, of documents that have not changed.</param>
    public static ImmutableArray<PlacedFinding> Sort(
        IEnumerable<SourceDiagnostic> findings, IReadOnlyList<ReadDocument> documents, IReadOnlyDictionary<SourceDiagnostic, PlacedFinding> known)
    {
        var texts = new Lazy<Dictionary<string, DocumentText>>(() =>
            documents.ToDictionary(read => read.Text.File, read => read.Text, StringComparer.Ordinal));
        return
        [
            .. findings.Select(finding => known.GetValueOrDefault(finding) ?? Place(finding, texts.Value.GetValueOrDefault(finding.Location.File)))
                .OrderBy(placed => placed.Finding.Location.File, StringComparer.Ordinal)
                .ThenBy(placed => placed.Rank)
                .ThenBy(placed => placed.Finding.Span?.Start ?? 0)
                .ThenBy(placed => placed.Finding.Code, StringComparer.Ordinal),
        ];
    }

    private static PlacedFinding Place(SourceDiagnostic finding, DocumentText? text)
    {
        if (finding.Position is { } position) return new PlacedFinding(finding, finding, Rank(position.Line, position.Column));
        if (text?.Find(finding.Location.Pointer) is not { } found) return new PlacedFinding(finding, finding, 0);
        var isAboutExpression = finding.Text is not null && finding.Span is not null;
        return new PlacedFinding(finding, isAboutExpression ? finding : finding with { Position = found }, Rank(found.Line, found.Column));
    }

    private static long Rank(int line, int column) => ((long)line << 32) + column;
}

/// <summary>A finding at its place.</summary>
/// <param name="Found">As it was found.</param>
/// <param name="Finding">As it is told: with its place in the file.</param>
/// <param name="Rank">Sorts the findings of a file.</param>
internal sealed record PlacedFinding(SourceDiagnostic Found, SourceDiagnostic Finding, long Rank);
