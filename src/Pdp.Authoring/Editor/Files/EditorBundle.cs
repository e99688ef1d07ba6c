using System.Collections.Immutable;
using System.Text;
using Pdp.Authoring.Editor.Meaning;
using Pdp.Authoring.Editor.Text;
using Pdp.Authoring.Linting;
using Pdp.Bundles;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Folders;
using Pdp.Bundles.Loading;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Authoring.Editor.Files;

/// <summary>All documents of a bundle in one state, those open in an editor as they stand there. Immutable; used from any number of threads.</summary>
public sealed class EditorBundle
{
    // smaller ones are compiled anew before anybody has noticed
    private const int Many = 100;

    private readonly Lazy<EditorModel> _model;
    private readonly ImmutableDictionary<string, SourceDiagnostic> _encodings;

    private EditorBundle(
        string root, ImmutableSortedDictionary<string, EditorFile> files, Bundle? known, ImmutableArray<SourceDiagnostic> unreadable,
        ImmutableDictionary<string, SourceDiagnostic>? encodings = null)
    {
        Root = root;
        Files = files;
        Known = known;
        Unreadable = unreadable;
        _encodings = encodings ?? ImmutableDictionary.Create<string, SourceDiagnostic>(StringComparer.Ordinal);
        _model = new(() => EditorModel.Of(Documents()));
    }

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>The paths of its documents.</summary>
    public IEnumerable<string> Paths => Files.Keys;

    internal ImmutableSortedDictionary<string, EditorFile> Files { get; }

    /// <summary>A bundle loaded earlier, of which whatever has not changed is used again; null: none was.</summary>
    internal Bundle? Known { get; }

    /// <summary>What could not be read when the folder was.</summary>
    internal ImmutableArray<SourceDiagnostic> Unreadable { get; }

    /// <summary>What is wrong with how open documents stand on the disk: an editor shows the text, and hides that.</summary>
    internal IEnumerable<SourceDiagnostic> Encodings => _encodings.Where(one => IsOpen(one.Key)).Select(static one => one.Value);

    internal EditorModel Model => _model.Value;

    /// <summary>
    /// Whether all policies have to be compiled anew for this state, and they are many: what they have in common is another than when
    /// they were.
    /// </summary>
    public bool IsWide
    {
        get
        {
            if (Known is null || Files.Count < Many) return false;
            var common = Known.Files.Where(static file => IsCommon(file.Kind)).ToDictionary(static file => file.Path, static file => file.Digest, StringComparer.Ordinal);
            var known = Known.Files.Select(static file => file.Digest).ToHashSet();
            foreach (var file in Files.Values)
            {
                if (common.Remove(file.Path, out var digest) ? digest != file.Source.Digest : !known.Contains(file.Source.Digest) && IsCommon(file.View.Kind)) return true;
            }

            return common.Count > 0;
        }
    }

    /// <summary>Reads a folder.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="cancellation">Stops between files.</param>
    public static EditorBundle Read(string root, CancellationToken cancellation = default)
    {
        var findings = new List<SourceDiagnostic>();
        var files = PolicyFolder.Read(root, new LoadOptions(), findings, cancellation);
        return new EditorBundle(
            root, files.ToImmutableSortedDictionary(static file => file.Path, static file => new EditorFile(file), StringComparer.Ordinal), known: null, [.. findings]);
    }

    /// <summary>A bundle of no documents yet: for one that stands in no folder of policies.</summary>
    /// <param name="root">The folder that its paths are told from.</param>
    public static EditorBundle Empty(string root) => new(root, ImmutableSortedDictionary.Create<string, EditorFile>(StringComparer.Ordinal), known: null, []);

    /// <summary>Whether the bundle has a document.</summary>
    /// <param name="path">Its path below the folder.</param>
    public bool Has(string path) => Files.ContainsKey(path);

    /// <summary>Whether a document is open in an editor.</summary>
    /// <param name="path">Its path below the folder.</param>
    public bool IsOpen(string path) => VersionOf(path) is not null;

    /// <summary>The editor's number of a document's state; null: it is not open, or not there.</summary>
    /// <param name="path">Its path below the folder.</param>
    public int? VersionOf(string path) => Files.GetValueOrDefault(path)?.Version;

    /// <summary>The text of a document; null when there is none.</summary>
    /// <param name="path">Its path below the folder.</param>
    public string? TextOf(string path) => Files.GetValueOrDefault(path)?.View.Text;

    /// <summary>Whether all documents are as in another state of it.</summary>
    /// <param name="other">The other state.</param>
    public bool HasSameDocuments(EditorBundle other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ReferenceEquals(Files, other.Files);
    }

    /// <summary>The same with a document as it stands in an editor.</summary>
    /// <param name="path">Its path below the folder.</param>
    /// <param name="text">Its text.</param>
    /// <param name="version">The editor's number of this state.</param>
    public EditorBundle With(string path, string text, int version)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(text);
        return With(Files.SetItem(path, new EditorFile(new FolderFile(path, Encoding.UTF8.GetBytes(text)), version, text, Files.GetValueOrDefault(path))));
    }

    /// <summary>The same with what is on the disk in the place of files and folders: they are read, or found to be gone.</summary>
    /// <param name="paths">Their paths below the folder.</param>
    /// <param name="keepOpen">Whether documents that are open in an editor stay as they stand there.</param>
    public EditorBundle WithDisk(IReadOnlyCollection<string> paths, bool keepOpen = true)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var files = Files.ToBuilder();
        foreach (var path in paths)
        {
            foreach (var gone in Files.Keys.Where(known => known == path || known.StartsWith(path + "/", StringComparison.Ordinal)))
            {
                if (!keepOpen || Files[gone].Version is null) files.Remove(gone);
            }
        }

        var read = Directory.Exists(Root) ? PolicyFolder.ReadSome(Root, paths.Order(StringComparer.Ordinal), new LoadOptions(), CancellationToken.None) : [];
        var unreadable = Unreadable.RemoveAll(one => paths.Contains(one.Location.File, StringComparer.Ordinal));
        if (read is null)
        {
            // where there is more to it than these files, all of the folder is read again
            var findings = new List<SourceDiagnostic>();
            read = PolicyFolder.Read(Root, new LoadOptions(), findings, CancellationToken.None);
            unreadable = [.. findings];
        }

        foreach (var file in read)
        {
            if (!files.TryGetValue(file.Path, out var open) || open.Version is null) files[file.Path] = new EditorFile(file, earlier: Files.GetValueOrDefault(file.Path));
        }

        return new EditorBundle(Root, files.ToImmutable(), Known, unreadable, _encodings);
    }

    /// <summary>The same, with a look at how a document stands on the disk: as UTF-8, and without a byte order mark.</summary>
    /// <param name="path">Its path below the folder.</param>
    public EditorBundle WithEncoding(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var found = FileEncoding.Of(Path.Combine(Root, path), path);
        if (found is null && !_encodings.ContainsKey(path)) return this;
        return new EditorBundle(Root, Files, Known, Unreadable, found is null ? _encodings.Remove(path) : _encodings.SetItem(path, found));
    }

    /// <summary>The same without a document.</summary>
    /// <param name="path">Its path below the folder.</param>
    public EditorBundle Without(string path) => With(Files.Remove(path));

    /// <summary>The same, with a bundle of which the next loading uses again what has not changed.</summary>
    internal EditorBundle Knowing(Bundle known) => new(Root, Files, known, Unreadable, _encodings);

    /// <summary>The same, with what another state of it may use again.</summary>
    /// <param name="other">The other state.</param>
    public EditorBundle Knowing(EditorBundle other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Known is { } known ? Knowing(known) : this;
    }

    /// <summary>
    /// Loads the documents as a folder of them would be. What a bundle loaded earlier has in common with them is used again; where none
    /// was because some documents have errors, one is made of the others, for the next time.
    /// </summary>
    /// <param name="cancellation">Stops between files.</param>
    /// <returns>What came of it, and the bundle to use again.</returns>
    internal (LoadResult Result, Bundle? Known) Load(CancellationToken cancellation = default)
    {
        var result = Load([.. Files.Values.Select(static file => file.Source)], Known, cancellation);
        if (result.Bundle is not null) return (result, result.Bundle);
        return (result, Known ?? Sound(result, cancellation));
    }

    /// <summary>
    /// What is wrong with a document alone, for the documents that it depends on: those that policies have in common, and the policies
    /// that it references.
    /// </summary>
    /// <param name="path">Its path.</param>
    /// <param name="cancellation">Ends it.</param>
    internal IEnumerable<SourceDiagnostic> ErrorsOf(string path, CancellationToken cancellation)
    {
        var kind = Files[path].View.Kind;
        var files = new HashSet<string>(StringComparer.Ordinal) { path };
        foreach (var file in Files.Values.Where(file => file.View.Kind is { } other && (other == kind || IsCommon(other)) && other is not (DocumentKinds.Policy or DocumentKinds.Entities or DocumentKinds.Tests)))
            files.Add(file.Path);
        if (kind == DocumentKinds.Entities) files.UnionWith(Files.Values.Where(static file => file.View.Kind == DocumentKinds.Entities).Select(static file => file.Path));
        if (kind == DocumentKinds.Policy) Reach(path, files);
        else files.RemoveWhere(file => file != path && Files[file].View.Kind == DocumentKinds.Bundle);
        var sources = files.Select(file => Files[file].Source).ToList();
        if (kind != DocumentKinds.Policy) sources.Add(Stand(path));
        return Load(sources, null, cancellation).Diagnostics.Where(found => found.Severity == Severity.Error && found.Location.File == path);
    }

    // the policies that are referenced, from one to the next, and those that are pinned
    private void Reach(string path, HashSet<string> files)
    {
        var pending = new Stack<string>([path]);
        var ids = Files.Values.Where(static file => file.View.Kind == DocumentKinds.Bundle).SelectMany(static file => file.View.Root?["pins"]?.Items ?? []).Select(static pin => pin.Name ?? "");
        foreach (var file in ids.SelectMany(Model.PoliciesOf).Select(static policy => policy.Location.File).Where(Files.ContainsKey)) pending.Push(file);
        while (pending.TryPop(out var next))
        {
            files.Add(next);
            foreach (var reference in References(Files[next].View.Root))
            {
                foreach (var file in Model.PoliciesOf(reference).Select(static policy => policy.Location.File).Where(file => Files.ContainsKey(file) && !files.Contains(file))) pending.Push(file);
            }
        }
    }

    private static IEnumerable<string> References(LooseNode? root)
    {
        if (root is null) yield break;
        var pending = new Stack<LooseNode>([root]);
        while (pending.TryPop(out var policy))
        {
            foreach (var item in policy["rules"] is { IsArray: true } rules ? rules.Items : [])
            {
                if (item["policy"] is { IsString: true } reference) yield return reference.Text.Split('@')[0];
                else if (DocumentView.IsPolicy(item)) pending.Push(item);
            }
        }
    }

    // without any policy nothing is compiled
    private FolderFile Stand(string path)
    {
        var name = "policy.json";
        while (Files.ContainsKey(name) || name == path) name = "_" + name;
        return new FolderFile(name, """{"apiVersion": "pdp/v1", "kind": "Policy", "id": "none", "version": 1, "rules": [{"id": "none", "effect": "deny"}]}"""u8.ToArray());
    }

    private static bool IsCommon(string? kind) => kind is DocumentKinds.Schema or DocumentKinds.Definitions or DocumentKinds.Bundle or DocumentKinds.Entities;

    // the documents in which no error was found
    private Bundle? Sound(LoadResult result, CancellationToken cancellation)
    {
        const int MostRounds = 4;
        var files = Files;
        for (var round = 0; round < MostRounds; round++)
        {
            var wrong = result.Diagnostics.Where(static found => found.Severity == Severity.Error).Select(static found => found.Location.File).Where(files.ContainsKey).ToHashSet(StringComparer.Ordinal);
            if (wrong.Count == 0) return null;
            files = files.RemoveRange(wrong);
            result = Load([.. files.Values.Select(static file => file.Source)], null, cancellation);
            if (result.Bundle is not null) return result.Bundle;
        }

        return null;
    }

    private LoadResult Load(IReadOnlyCollection<FolderFile> files, Bundle? known, CancellationToken cancellation) =>
        BundleLoader.Load(new PolicyState(Root, Path.GetFileName(Root), Revision: "editor", BundleOrigin.Unknown, files), known, cancellation: cancellation);

    private EditorBundle With(ImmutableSortedDictionary<string, EditorFile> files) => new(Root, files, Known, Unreadable, _encodings);

    // what was loaded need not be looked at again
    private IEnumerable<Document> Documents()
    {
        var known = Known?.Files.ToDictionary(static file => file.Path, StringComparer.Ordinal);
        foreach (var file in Files.Values)
        {
            var document = known?.GetValueOrDefault(file.Path) is { Document: { } read } same && same.Digest == file.Source.Digest ? read : file.Sketch;
            if (document is not null) yield return document;
        }
    }
}
