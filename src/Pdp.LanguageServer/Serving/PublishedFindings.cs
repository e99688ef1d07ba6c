using System.Collections.Immutable;
using Pdp.Authoring.Editor.Files;
using Pdp.LanguageServer.Protocol;

namespace Pdp.LanguageServer.Serving;

/// <summary>What the editor was told of the documents of a bundle, by the names that it has for them: what is new is told, and what is over taken back.</summary>
internal sealed class PublishedFindings
{
    private readonly Dictionary<string, ImmutableArray<EditorFinding>> _told = new(StringComparer.Ordinal);

    /// <summary>What is to be told of a state.</summary>
    /// <param name="check">What was found in it.</param>
    /// <param name="only">The document of which it is told alone; null: all.</param>
    /// <param name="open">The open documents of the bundle, by path: a file may be open by several names.</param>
    /// <param name="uriOf">The name of a document that is not open.</param>
    public IReadOnlyList<PublishDiagnosticsParams> News(EditorCheck check, string? only, ILookup<string, OpenDocument> open, Func<string, string> uriOf)
    {
        // the documents that somebody looks at come first
        IEnumerable<string> paths = only is not null ? [only] : check.Findings.Keys.Concat(check.Bundle.Paths.Where(check.Bundle.IsOpen)).Distinct(StringComparer.Ordinal)
            .OrderByDescending(check.Bundle.IsOpen).ThenBy(static path => path, StringComparer.Ordinal);
        var messages = new List<PublishDiagnosticsParams>();
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
                Tell(messages, document.Uri, documents.Count > 1 ? document.Version : check.Bundle.VersionOf(path), found);
            }

            if (documents.Count > 0 || !seen.Add(uriOf(path))) continue;
            var uri = uriOf(path);
            if (!_told.TryGetValue(uri, out var before) ? !found.IsEmpty : !before.AsSpan().SequenceEqual(found.AsSpan())) Tell(messages, uri, null, found);
        }

        if (only is not null) return messages;
        foreach (var uri in _told.Keys.Where(uri => !seen.Contains(uri)).Order(StringComparer.Ordinal).ToList()) Tell(messages, uri, null, []);
        return messages;
    }

    /// <summary>What takes all back that was told.</summary>
    public IReadOnlyList<PublishDiagnosticsParams> End()
    {
        var messages = _told.Keys.Order(StringComparer.Ordinal).Select(static uri => new PublishDiagnosticsParams(uri, null, [])).ToList();
        _told.Clear();
        return messages;
    }

    private void Tell(List<PublishDiagnosticsParams> messages, string uri, int? version, ImmutableArray<EditorFinding> found)
    {
        if (found.IsEmpty) _told.Remove(uri);
        else _told[uri] = found;
        messages.Add(new PublishDiagnosticsParams(uri, version, [.. found.Select(Answers.Of)]));
    }
}
