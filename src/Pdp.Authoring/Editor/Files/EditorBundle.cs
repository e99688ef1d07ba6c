using System.Collections.Immutable;
using System.Text;
using Pdp.Authoring.Editor.Meaning;
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
    private readonly Lazy<EditorModel> _model;

    private EditorBundle(string root, ImmutableSortedDictionary<string, EditorFile> files, Bundle? known, ImmutableArray<SourceDiagnostic> unreadable)
    {
        Root = root;
        Files = files;
        Known = known;
        Unreadable = unreadable;
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

    internal EditorModel Model => _model.Value;

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
        // where there is more to it than these files, all of the folder is read again
        foreach (var file in read ?? PolicyFolder.Read(Root, new LoadOptions(), [], CancellationToken.None))
        {
            if (!files.TryGetValue(file.Path, out var open) || open.Version is null) files[file.Path] = new EditorFile(file, earlier: Files.GetValueOrDefault(file.Path));
        }

        return With(files.ToImmutable());
    }

    /// <summary>The same without a document.</summary>
    /// <param name="path">Its path below the folder.</param>
    public EditorBundle Without(string path) => With(Files.Remove(path));

    /// <summary>The same, with a bundle of which the next loading uses again what has not changed.</summary>
    internal EditorBundle Knowing(Bundle known) => new(Root, Files, known, Unreadable);

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

    private EditorBundle With(ImmutableSortedDictionary<string, EditorFile> files) => new(Root, files, Known, Unreadable);

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
