using System.Collections.Concurrent;
using Pdp.Authoring.Editor;
using Pdp.Authoring.Editor.Files;
using Pdp.Authoring.Editor.Text;
using Pdp.LanguageServer.Protocol;

namespace Pdp.LanguageServer.Serving;

/// <summary>A document that is open in the editor.</summary>
/// <param name="Uri">As the editor names it.</param>
/// <param name="Session">Its bundle; null when it belongs to none.</param>
/// <param name="Path">Its path in the bundle.</param>
/// <param name="Shown">The bundle's folder as the editor names it.</param>
/// <param name="Text">Its text.</param>
/// <param name="Version">The editor's number of this state.</param>
internal sealed record OpenDocument(string Uri, BundleSession? Session, string Path, string Shown, string Text, int Version);

/// <summary>The documents that are open, and the bundles that they belong to. Called from one thread at a time.</summary>
/// <param name="tell">Tells what was found.</param>
/// <param name="end">Takes back what was told of a bundle that is over.</param>
/// <param name="log">Gets what is worth a line, and faults.</param>
internal sealed class Workspace(Teller tell, Func<BundleSession, Task> end, Action<string, Exception?> log) : IDisposable
{
    private readonly Dictionary<string, BundleSession> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, OpenDocument> _open = new(StringComparer.Ordinal);

    public BundleRoots Roots { get; } = new();

    /// <summary>An open document; null when it is not open.</summary>
    public OpenDocument? Find(string uri) => _open.GetValueOrDefault(uri);

    /// <summary>The open documents of a bundle, by path.</summary>
    public ILookup<string, OpenDocument> OpenOf(BundleSession session) => _open.Values.Where(one => ReferenceEquals(one.Session, session))
        .OrderBy(static one => one.Uri, StringComparer.Ordinal).ToLookup(static one => one.Path, StringComparer.Ordinal);

    /// <summary>How the editor names a document of a bundle.</summary>
    /// <param name="session">The bundle.</param>
    /// <param name="path">The document's path in it.</param>
    /// <param name="asker">A document of the bundle that it looks from: what is reached by it through a link is named so.</param>
    public string UriOf(BundleSession session, string path, OpenDocument? asker = null)
    {
        var shown = asker?.Shown ?? session.Shown;
        var open = OpenOf(session)[path].ToList();
        return (open.Find(one => one.Shown == shown) ?? open.FirstOrDefault())?.Uri ?? Uris.Of(Path.Combine(shown, path));
    }

    public void Open(string uri, string text, int version)
    {
        var path = Uris.ToPath(uri);
        if (HomeOf(uri, path, text) is not var (key, place))
        {
            _open[uri] = new OpenDocument(uri, null, "", "", text, version);
            return;
        }

        if (!_sessions.TryGetValue(key, out var session))
        {
            var isAlone = key == uri;
            session = new BundleSession(isAlone ? EditorBundle.Empty(place.Root) : EditorBundle.Read(place.Root), place.Shown, isAlone, tell, log);
            _sessions[key] = session;
            session.Start();
        }

        _open[uri] = new OpenDocument(uri, session, place.Path, place.Shown, text, version);
        session.Change(bundle => bundle.With(place.Path, text, version).WithEncoding(place.Path));
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

    public void Saved(string uri)
    {
        // what was saved is what was told of by changes; what editors do not tell is how it was written
        if (Find(uri) is { Session: { } session } document) session.Change(bundle => bundle.WithEncoding(document.Path));
    }

    public void Close(string uri)
    {
        Leave(uri);
        EndIdle();
    }

    /// <summary>Takes note of folders that were opened and closed.</summary>
    public void ChangeFolders(IEnumerable<string> added, IEnumerable<string> removed)
    {
        foreach (var folder in added) Roots.Open(folder);
        foreach (var folder in removed) Roots.Close(folder);
        Rehome();
        EndIdle();
    }

    /// <summary>Takes note of files that have been added, changed or removed.</summary>
    public void Watched(IReadOnlyCollection<FileEvent> events)
    {
        var paths = events.Select(static one => Uris.ToPath(one.Uri)).OfType<string>().ToList();
        foreach (var session in _sessions.Values.Where(static session => !session.IsAlone))
        {
            var root = session.Bundle.Root;
            var isGone = paths.Exists(path => EditorPaths.IsWithin(root, path) || EditorPaths.IsWithin(session.Shown, path)) && !Directory.Exists(root);
            var inside = isGone ? [.. session.Bundle.Paths] : paths.SelectMany(path => Inside(path, session)).Distinct(StringComparer.Ordinal).ToList();
            if (inside.Count > 0) session.Change(bundle => inside.Where(bundle.IsOpen).Aggregate(bundle.WithDisk(inside), static (read, path) => read.WithEncoding(path)));
        }

        // a folder becomes one of policies, or is none any more
        if (paths.Exists(static path => Path.GetFileName(path) == "bundle.json" || !path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))) Rehome();
        EndIdle();
    }

    /// <summary>
    /// A bundle with what stands on the disk now, but for what is open: not every editor tells of other programs' changes, and a change
    /// of a document must begin with what it is.
    /// </summary>
    public static EditorBundle Fresh(BundleSession session, EditorBundle bundle, CancellationToken cancellation) =>
        session.IsAlone
            ? bundle
            : bundle.Paths.Where(bundle.IsOpen).Aggregate(
                EditorBundle.Read(bundle.Root, cancellation).Knowing(bundle), (fresh, path) => fresh.With(path, bundle.TextOf(path)!, bundle.VersionOf(path)!.Value));

    public void Dispose()
    {
        foreach (var session in _sessions.Values) session.Dispose();
    }

    public static EditorRange RangeOf(Protocol.Range range) => new(PositionOf(range.Start), PositionOf(range.End));

    public static EditorPosition PositionOf(Position position) => new(position.Line, position.Character);

    // the key of the bundle, and the place in it
    private (string Key, BundlePlace Place)? HomeOf(string uri, string? path, string text)
    {
        if (path is not null && Roots.Find(path) is { } place) return (place.Root, place);

        // one that stands in no folder of policies is a bundle of its own, if it is a policy document
        if (!text.Contains("\"pdp/v1\"", StringComparison.Ordinal)) return null;
        var folder = path is null ? "" : Path.GetDirectoryName(path) ?? "";
        return (uri, new BundlePlace(folder, folder, path is null ? "untitled.json" : Path.GetFileName(path)));
    }

    // what a name of a file or folder means in a bundle, by whatever way
    private static IEnumerable<string> Inside(string path, BundleSession session)
    {
        var root = session.Bundle.Root;
        return new[] { (Path: path, Root: session.Shown), (Path: path, Root: root), (Path: EditorPaths.Real(path), Root: root) }
            .Where(static one => one.Path != one.Root && EditorPaths.IsWithin(one.Path, one.Root))
            .Select(static one => Path.GetRelativePath(one.Root, one.Path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(static inside => !inside.Split('/').Any(static part => part.StartsWith('.')));
    }

    private void Leave(string uri)
    {
        if (!_open.TryRemove(uri, out var document) || document.Session is not { } session) return;
        if (OpenOf(session)[document.Path].FirstOrDefault() is { } other) session.Change(bundle => bundle.With(other.Path, other.Text, other.Version));
        else if (session.IsAlone) session.Change(bundle => bundle.Without(document.Path));
        else session.Change(bundle => bundle.WithDisk([document.Path], keepOpen: false));
    }

    // the folder around a document may be one of policies now, or another
    private void Rehome()
    {
        foreach (var document in _open.Values.OrderBy(static one => one.Uri, StringComparer.Ordinal).ToList())
        {
            var home = HomeOf(document.Uri, Uris.ToPath(document.Uri), document.Text);
            var isHome = home is var (key, place) ? document.Path == place.Path && ReferenceEquals(_sessions.GetValueOrDefault(key), document.Session) : document.Session is null;
            if (isHome) continue;
            Leave(document.Uri);
            Open(document.Uri, document.Text, document.Version);
        }
    }

    // a bundle is over when nobody looks at it any more: none of its documents is open, and neither is the folder
    private void EndIdle()
    {
        var used = _open.Values.Select(static one => one.Session).OfType<BundleSession>().ToHashSet();
        foreach (var (key, session) in _sessions.Where(one => !used.Contains(one.Value)).ToList())
        {
            var root = session.Bundle.Root;
            if (!session.IsAlone && Directory.Exists(root) && (Roots.IsOpen(root) || Roots.IsOpen(session.Shown))) continue;
            _sessions.Remove(key);
            _ = session.EndAsync(() => end(session));
            log($"ended {root}", null);
        }
    }
}
