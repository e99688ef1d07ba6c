using Pdp.Authoring.Editor;
using Pdp.Authoring.Editor.Files;
using Pdp.Authoring.Editor.Text;
using Pdp.LanguageServer.Protocol;

namespace Pdp.LanguageServer.Serving;

/// <summary>A document that is open in the editor.</summary>
/// <param name="Uri">As the editor names it.</param>
/// <param name="Session">Its bundle; null when it belongs to none.</param>
/// <param name="Path">Its path in the bundle.</param>
/// <param name="Text">Its text.</param>
/// <param name="Version">The editor's number of this state.</param>
internal sealed record OpenDocument(string Uri, BundleSession? Session, string Path, string Text, int Version);

/// <summary>The documents that are open, and the bundles that they belong to. Called from one thread at a time.</summary>
/// <param name="tell">Tells what was found.</param>
/// <param name="log">Gets what is worth a line, and faults.</param>
internal sealed class Workspace(Func<BundleSession, EditorCheck, Task> tell, Action<string, Exception?> log) : IDisposable
{
    private readonly Dictionary<string, BundleSession> _sessions = new(StringComparer.Ordinal);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, OpenDocument> _open = new(StringComparer.Ordinal);

    public BundleRoots Roots { get; } = new();

    /// <summary>An open document; null when it is not open.</summary>
    public OpenDocument? Find(string uri) => _open.GetValueOrDefault(uri);

    /// <summary>How the editor names a document of a bundle.</summary>
    public string UriOf(BundleSession session, string path) =>
        _open.Values.FirstOrDefault(one => ReferenceEquals(one.Session, session) && one.Path == path)?.Uri ?? Uris.Of(Path.Combine(session.Bundle.Root, path));

    public void Open(string uri, string text, int version)
    {
        var path = Uris.ToPath(uri);
        var (session, inside) = SessionOf(uri, path, text);
        _open[uri] = new OpenDocument(uri, session, inside, text, version);
        session?.Change(bundle => bundle.With(inside, text, version));
    }

    public void Change(string uri, IEnumerable<TextChange> changes, int version)
    {
        if (Find(uri) is not { } document) return;
        var text = document.Text;
        foreach (var change in changes) text = change.Range is { } range ? EditorQueries.Replace(text, RangeOf(range), change.Text) : change.Text;
        if (document.Session is null)
        {
            // it may have become a policy document
            Open(uri, text, version);
            return;
        }

        _open[uri] = document with { Text = text, Version = version };
        document.Session.Change(bundle => bundle.With(document.Path, text, version));
    }

    public void Close(string uri)
    {
        if (!_open.TryRemove(uri, out var document) || document.Session is not { } session) return;
        if (Uris.ToPath(uri) is null || IsAlone(session))
        {
            session.Change(bundle => bundle.Without(document.Path));
            return;
        }

        session.Change(bundle => bundle.WithDisk([document.Path], keepOpen: false));
    }

    /// <summary>Takes note of files that have been added, changed or removed.</summary>
    public void Watched(IEnumerable<string> uris)
    {
        var paths = uris.Select(Uris.ToPath).OfType<string>().ToList();
        foreach (var session in _sessions.Values.Where(session => !IsAlone(session)))
        {
            var root = session.Bundle.Root;
            var inside = paths.Select(path => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/'))
                .Where(static path => path != "." && !path.StartsWith("..", StringComparison.Ordinal) && !Path.IsPathRooted(path) && !path.Split('/').Any(static part => part.StartsWith('.'))).ToList();
            if (inside.Count > 0) session.Change(bundle => bundle.WithDisk(inside));
        }
    }

    /// <summary>
    /// A bundle with what stands on the disk now, but for what is open: not every editor tells of other programs' changes, and a change
    /// of a document must begin with what it is.
    /// </summary>
    public EditorBundle Fresh(BundleSession session, EditorBundle bundle, CancellationToken cancellation) =>
        IsAlone(session)
            ? bundle
            : bundle.Paths.Where(bundle.IsOpen).Aggregate(
                EditorBundle.Read(bundle.Root, cancellation), (fresh, path) => fresh.With(path, bundle.TextOf(path)!, bundle.VersionOf(path)!.Value));

    public void Dispose()
    {
        foreach (var session in _sessions.Values) session.Dispose();
    }

    public static EditorRange RangeOf(Protocol.Range range) => new(PositionOf(range.Start), PositionOf(range.End));

    public static EditorPosition PositionOf(Position position) => new(position.Line, position.Character);

    private (BundleSession? Session, string Path) SessionOf(string uri, string? path, string text)
    {
        if (path is not null && Roots.Find(path) is { } root)
        {
            if (!_sessions.TryGetValue(root, out var session)) session = Add(root, EditorBundle.Read(root));
            return (session, Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/'));
        }

        // one that stands in no folder of policies is a bundle of its own, if it is a policy document
        if (!text.Contains("\"pdp/v1\"", StringComparison.Ordinal)) return (null, "");
        if (!_sessions.TryGetValue(uri, out var alone)) alone = Add(uri, EditorBundle.Empty(path is null ? "" : Path.GetDirectoryName(path) ?? ""));
        return (alone, path is null ? "untitled.json" : Path.GetFileName(path));
    }

    private bool IsAlone(BundleSession session) => !_sessions.TryGetValue(session.Bundle.Root, out var found) || !ReferenceEquals(found, session);

    private BundleSession Add(string key, EditorBundle bundle)
    {
        var session = new BundleSession(bundle, tell, log);
        _sessions[key] = session;
        session.Start();
        return session;
    }
}
