using System.Collections.Immutable;
using Pdp.Authoring.Editing;
using Pdp.Authoring.Formatting;
using Pdp.Authoring.Linting.Waiving;
using Pdp.Bundles;
using Pdp.Engine.Sources;

namespace Pdp.Authoring.Linting;

/// <summary>The texts of a bundle's documents, each read when it is first asked for.</summary>
internal sealed class LintDocuments(Bundle bundle)
{
    private readonly Dictionary<string, BundleFile> _files = bundle.Files.ToDictionary(file => file.Path, StringComparer.Ordinal);
    private readonly Dictionary<string, DocumentMap?> _maps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<string, FilePosition?>> _positions = new(StringComparer.Ordinal);

    /// <summary>The waivers, by file.</summary>
    /// <param name="files">The documents that count, besides the bundle's own; null: all.</param>
    public List<Waiver> Waivers(IReadOnlySet<string>? files)
    {
        var found = new List<Waiver>();
        foreach (var file in bundle.Files)
        {
            if (files is not null && file.Kind != Bundles.Documents.DocumentKinds.Bundle && !files.Contains(file.Path)) continue;
            // most documents have none, and reading them again takes its time
            if (file.Content.Utf8.Span.IndexOf("\"waive\""u8) < 0 || Map(file.Path) is not { } map) continue;
            found.AddRange(Waiver.Of(file.Path, map.Root));
        }

        return found;
    }

    /// <summary>A finding at its place.</summary>
    public LintFinding Place(LintNote note)
    {
        var diagnostic = note.Diagnostic;
        if (Map(diagnostic.Location.File) is not { } map) return new LintFinding(diagnostic, null, []);
        var range = diagnostic.Span is { } span ? map.RangeOf(diagnostic.Location.Pointer, span) : map.RangeOf(diagnostic.Location.Pointer);
        if (diagnostic.Position is null && diagnostic.Span is null) diagnostic = diagnostic with { Position = Position(diagnostic.Location) };
        return new LintFinding(diagnostic, range, [.. note.Fixes.Select(fix => Fix(fix, map)).OfType<LintFix>()])
        {
            Line = range is { } found ? map.LineOf(found.Offset) : null,
        };
    }

    private static LintFix? Fix(NotedFix fix, DocumentMap map)
    {
        var edit = fix.Expression is null ? map.Removing(fix.Pointer)
            : map.RangeOf(fix.Pointer) is { } range ? new DocumentEdit(range, JsonQuote.Of(fix.Expression))
            : null;
        return edit is null ? null : new LintFix(fix.Title, edit, fix.IsSafe);
    }

    private DocumentMap? Map(string file)
    {
        if (_maps.TryGetValue(file, out var known)) return known;
        return _maps[file] = _files.TryGetValue(file, out var found) ? DocumentMap.Of(found.Content.Utf8) : null;
    }

    private FilePosition? Position(SourceLocation location)
    {
        if (!_positions.TryGetValue(location.File, out var find)) _positions[location.File] = find = bundle.PositionsIn(location.File);
        return find(location.Pointer);
    }
}
