using Pdp.Bundles.Documents;
using Pdp.Bundles.Folders;
using Pdp.Engine;
using Pdp.Engine.Sources;

namespace Pdp.Bundles.Loading;

/// <summary>What was loaded earlier: a file with the same path and the same content need not be read again.</summary>
internal sealed class Earlier
{
    private static readonly IReadOnlyDictionary<SourceDiagnostic, PlacedFinding> NoFindings =
        new Dictionary<SourceDiagnostic, PlacedFinding>(ReferenceEqualityComparer.Instance);

    private readonly Bundle? _bundle;
    private readonly LoadOptions _options;
    private readonly Dictionary<string, BundleFile> _files = new(StringComparer.Ordinal);

    /// <param name="bundle">The bundle; null: nothing was.</param>
    /// <param name="options">The bounds for what is loaded now.</param>
    public Earlier(Bundle? bundle, LoadOptions options)
    {
        // how deep JSON may be decides whether a document is read
        _bundle = bundle?.Kept?.Options.MaxJsonDepth == options.MaxJsonDepth ? bundle : null;
        _options = options;
        Set = bundle?.Kept is null ? null : bundle.Set;
        if (_bundle is null) return;
        _files.EnsureCapacity(_bundle.Files.Length);
        foreach (var file in _bundle.Files) _files.Add(file.Path, file);
    }

    /// <summary>The compiled policies; null: there are none.</summary>
    public PolicySet? Set { get; }

    /// <summary>The file when it has been read already; null when it has not, or had another content.</summary>
    public BundleFile? Find(FolderFile file) =>
        _files.TryGetValue(file.Path, out var known) && known.Document is not null && known.Digest == file.Digest ? known : null;

    /// <summary>The findings of documents that have not changed, each at its place.</summary>
    public IReadOnlyDictionary<SourceDiagnostic, PlacedFinding> FindingsOf(IEnumerable<ReadDocument> documents)
    {
        if (_bundle is null || _bundle.Kept!.Findings.IsEmpty) return NoFindings;
        var same = documents.Where(document => document.Known is not null).Select(document => document.Text.File).ToHashSet(StringComparer.Ordinal);
        var findings = new Dictionary<SourceDiagnostic, PlacedFinding>(ReferenceEqualityComparer.Instance);
        foreach (var placed in _bundle.Kept.Findings)
        {
            if (same.Contains(placed.Found.Location.File)) findings[placed.Found] = placed;
        }

        return findings;
    }

    /// <summary>
    /// The files of the folder when only some of them are read: those that may have changed. Null when that is not enough,
    /// because the folder is another, has links in it, or comes up against a bound.
    /// </summary>
    /// <param name="directory">The folder.</param>
    /// <param name="changed">Paths below it of files and folders that have been added, changed or removed.</param>
    /// <param name="cancellation">Stops between files.</param>
    public IReadOnlyList<FolderFile>? ReadChanged(string directory, IReadOnlyCollection<string> changed, CancellationToken cancellation)
    {
        if (_bundle?.Kept is not { PlainRoot: { } root } kept || !HasSameBounds(kept.Options) || !IsAt(directory, root)) return null;
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in changed)
        {
            if (Normal(path) is not { } normal) return null;
            // what has a name that starts with a dot is not read
            if (!normal.Split('/').Any(part => part.StartsWith('.'))) paths.Add(normal);
        }

        // of a folder and a file in it the folder is enough
        paths.RemoveWhere(path => Around(path).Any(paths.Contains));
        if (PolicyFolder.ReadSome(root, paths.Order(StringComparer.Ordinal), _options, cancellation) is not { } read) return null;
        var files = Merged(_bundle.Files.Where(file => !paths.Contains(file.Path) && !Around(file.Path).Any(paths.Contains)), read);
        return files.Count <= _options.MaxFiles && files.Sum(file => (long)file.Length) <= _options.MaxTotalBytes ? files : null;
    }

    // both are in the order of their paths
    private static List<FolderFile> Merged(IEnumerable<BundleFile> same, IReadOnlyList<FolderFile> read)
    {
        var files = new List<FolderFile>();
        var next = 0;
        foreach (var file in same)
        {
            while (next < read.Count && string.CompareOrdinal(read[next].Path, file.Path) < 0) files.Add(read[next++]);
            files.Add(new FolderFile(file));
        }

        files.AddRange(read.Skip(next));
        return files;
    }

    private bool HasSameBounds(LoadOptions options) =>
        options.MaxFileBytes == _options.MaxFileBytes && options.MaxTotalBytes == _options.MaxTotalBytes && options.MaxFiles == _options.MaxFiles;

    private static bool IsAt(string directory, string root)
    {
        try
        {
            return Directory.Exists(root) && string.Equals(RealPath.Of(directory), root, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    // null of what is no path below the folder
    private static string? Normal(string path)
    {
        var normal = path.Replace(Path.DirectorySeparatorChar, '/').TrimEnd('/');
        return normal.Length == 0 || Path.IsPathRooted(normal) || normal.Split('/').Any(part => part is "" or "." or "..") ? null : normal;
    }

    private static IEnumerable<string> Around(string path)
    {
        for (var at = path.LastIndexOf('/'); at > 0; at = path.LastIndexOf('/', at - 1)) yield return path[..at];
    }
}
