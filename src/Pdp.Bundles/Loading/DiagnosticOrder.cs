using System.Collections.Immutable;
using Pdp.Bundles.Documents;
using Pdp.Engine.Sources;

namespace Pdp.Bundles.Loading;

/// <summary>Brings findings into the order of files and places, and gives those of the engine their places in the files.</summary>
internal static class DiagnosticOrder
{
    public static ImmutableArray<SourceDiagnostic> Sort(IEnumerable<SourceDiagnostic> findings, IReadOnlyList<ReadDocument> documents)
    {
        var texts = documents.ToDictionary(read => read.Text.File, read => read.Text, StringComparer.Ordinal);
        return
        [
            .. findings.Select(finding => Place(finding, texts.GetValueOrDefault(finding.Location.File)))
                .OrderBy(placed => placed.Finding.Location.File, StringComparer.Ordinal)
                .ThenBy(placed => placed.Offset)
                .ThenBy(placed => placed.Finding.Span?.Start ?? 0)
                .ThenBy(placed => placed.Finding.Code, StringComparer.Ordinal)
                .Select(placed => placed.Finding),
        ];
    }

    private static (SourceDiagnostic Finding, long Offset) Place(SourceDiagnostic finding, DocumentText? text)
    {
        if (finding.Position is { } position) return (finding, Rank(position.Line, position.Column));
        if (text?.Find(finding.Location.Pointer) is not { } found) return (finding, 0);
        var isAboutExpression = finding.Text is not null && finding.Span is not null;
        return (isAboutExpression ? finding : finding with { Position = found }, Rank(found.Line, found.Column));
    }

    private static long Rank(int line, int column) => ((long)line << 32) + column;
}
