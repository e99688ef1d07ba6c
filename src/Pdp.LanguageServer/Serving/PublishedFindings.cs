using System.Collections.Immutable;
using Pdp.Authoring.Editor.Files;
using Pdp.Authoring.Editor.Text;
using Pdp.Language.Diagnostics;
using Pdp.LanguageServer.Protocol;

namespace Pdp.LanguageServer.Serving;

/// <summary>What the editor was told of the documents of a bundle, by the names that it has for them: what is new is told, and what is over taken back.</summary>
internal sealed class PublishedFindings
{
    private readonly Dictionary<string, ImmutableArray<EditorFinding>> _told = new(StringComparer.Ordinal);

    /// <summary>What is to be told of a state, the open documents first. What is not asked for any more is not told, and comes the next time.</summary>
    /// <param name="check">What was found in it.</param>
    /// <param name="only">The document of which it is told alone; null: all.</param>
    /// <param name="open">The open documents of the bundle, by path: a file may be open by several names.</param>
    /// <param name="uriOf">The name of a document that is not open.</param>
    public IEnumerable<(PublishDiagnosticsParams Message, bool IsOpen)> News(EditorCheck check, string? only, ILookup<string, OpenDocument> open, Func<string, string> uriOf)
    {
        // the documents that somebody looks at come first
        IEnumerable<string> paths = only is not null ? [only] : check.Findings.Keys.Concat(check.Bundle.Paths.Where(check.Bundle.IsOpen)).Distinct(StringComparer.Ordinal)
            .OrderByDescending(check.Bundle.IsOpen).ThenBy(static path => path, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            var found = check.Findings.GetValueOrDefault(path, []);
            var documents = open[path].ToList();
            foreach (var document in documents)
            {
                seen.Add(document.Uri);
                // of a file by another name, with another text in it, these are not the places
                if (documents.Count > 1 && document.Text != check.Bundle.TextOf(path)) continue;
                yield return (Tell(document.Uri, documents.Count > 1 ? document.Version : check.Bundle.VersionOf(path), found), true);
            }

            if (documents.Count > 0 || !seen.Add(uriOf(path))) continue;
            var uri = uriOf(path);
            if (!_told.TryGetValue(uri, out var before) ? !found.IsEmpty : !Same(before, found)) yield return (Tell(uri, null, found), false);
        }

        if (only is not null) yield break;
        foreach (var uri in _told.Keys.Where(uri => !seen.Contains(uri)).Order(StringComparer.Ordinal).ToList()) yield return (Tell(uri, null, []), false);
    }

    /// <summary>What takes all back that was told.</summary>
    public IEnumerable<(PublishDiagnosticsParams Message, bool IsOpen)> End() =>
        [.. _told.Keys.Order(StringComparer.Ordinal).ToList().Select(uri => (Tell(uri, null, []), false))];

    private PublishDiagnosticsParams Tell(string uri, int? version, ImmutableArray<EditorFinding> found)
    {
        if (found.IsEmpty) _told.Remove(uri);
        else _told[uri] = found;
        return new PublishDiagnosticsParams(uri, version, [.. found.Select(Answers.Of)]);
    }

    // what is told of them: their fixes are made anew by each look
    private static bool Same(ImmutableArray<EditorFinding> one, ImmutableArray<EditorFinding> other) =>
        one.Length == other.Length && one.Zip(other).All(static pair => Told(pair.First) == Told(pair.Second));

    private static (string, Severity, string, string?, EditorRange, bool) Told(EditorFinding finding) =>
        (finding.Diagnostic.Code, finding.Diagnostic.Severity, finding.Diagnostic.Message, finding.Diagnostic.Help, finding.Range, finding.IsUnnecessary);
}
