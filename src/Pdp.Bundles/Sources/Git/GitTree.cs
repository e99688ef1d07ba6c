using System.Globalization;
using LibGit2Sharp;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Folders;
using Pdp.Bundles.Loading;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Bundles.Sources.Git;

/// <summary>
/// Reads the documents of a commit from its tree, never from a work tree. What has the same id as in the commit in force is not
/// read, and a folder that has is not even looked into.
/// </summary>
internal sealed class GitTree
{
    // a tree may have another many times over, which may again: so few bytes can stand for more files than there are atoms
    private const int MostEntries = 1_000_000;
    private const int LongestPath = 4096;
    private const int LongestTold = 250;

    /// <summary>So many errors are told of the files of a commit; then nothing more of it is looked at.</summary>
    public const int MostErrors = 1000;

    private readonly Repository _repository;
    private readonly Tree _whole;
    private readonly LoadOptions _options;
    private readonly List<SourceDiagnostic> _findings;
    private readonly BundleFile[] _known;
    private readonly List<FolderFile> _files = [];
    private long _total;
    private int _entries;

    private GitTree(Repository repository, Tree whole, IEnumerable<BundleFile> known, LoadOptions options, List<SourceDiagnostic> findings)
    {
        _repository = repository;
        _whole = whole;
        _options = options;
        _findings = findings;
        _known = [.. known.OrderBy(static file => file.Path, StringComparer.Ordinal)];
    }

    /// <summary>Reads the documents.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="folder">The policy folder in it; empty: all of it.</param>
    /// <param name="before">What was read of an earlier commit, and the id of the folder's tree in it; null: nothing was.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="findings">Gets what cannot be read.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <param name="tree">Gets the id of the folder's tree.</param>
    /// <returns>The files; with findings besides, not all.</returns>
    public static IReadOnlyList<FolderFile> Read(
        (Repository Repository, Commit Commit) commit, string folder, (Bundle Bundle, string Tree)? before, LoadOptions options,
        List<SourceDiagnostic> findings, CancellationToken cancellation, out string tree)
    {
        tree = "";
        var entry = folder.Length == 0 ? null : commit.Commit.Tree[folder];
        var root = folder.Length == 0 ? commit.Commit.Tree : entry is { TargetType: TreeEntryTargetType.Tree } ? (Tree)entry.Target : null;
        if (root is null)
        {
            findings.Add(Finding(
                folder, DocumentDiagnosticCodes.Unreadable,
                entry is null ? "the commit has no such folder" : "the policy folder is no folder in the commit"));
            return [];
        }

        tree = root.Sha;
        var old = before is { } earlier ? commit.Repository.Lookup<Tree>(earlier.Tree) : null;
        var reader = new GitTree(commit.Repository, commit.Commit.Tree, old is null ? [] : before!.Value.Bundle.Files, options, findings);
        reader.Walk(folder, root, old, cancellation);
        return reader._files;
    }

    private void Walk(string folder, Tree root, Tree? oldRoot, CancellationToken cancellation)
    {
        var pending = new Stack<(string Path, Tree Tree, Tree? Old)>();
        pending.Push(("", root, oldRoot));
        while (pending.TryPop(out var next))
        {
            cancellation.ThrowIfCancellationRequested();
            if (next.Old?.Id == next.Tree.Id)
            {
                TakeKnown(next.Path);
                continue;
            }

            var seen = new HashSet<string>(StringComparer.Ordinal);
            // a tree may have a name twice, as git itself never writes it
            var old = next.Old?.DistinctBy(static entry => entry.Name, StringComparer.Ordinal).ToDictionary(static entry => entry.Name, StringComparer.Ordinal);
            foreach (var entry in next.Tree)
            {
                if (++_entries > MostEntries)
                {
                    TooLarge("", $"there are more than {MostEntries} files and folders");
                    return;
                }

                if (entry.Name.StartsWith('.')) continue;
                var path = next.Path + entry.Name;
                if (!seen.Add(entry.Name) || path.Length > LongestPath)
                    Error(Told(path), path.Length > LongestPath ? "the path is too long" : "the commit has two files of this name");
                else if (entry.TargetType == TreeEntryTargetType.Tree)
                    pending.Push((path + "/", (Tree)entry.Target, old?.GetValueOrDefault(entry.Name) is { TargetType: TreeEntryTargetType.Tree } was ? (Tree)was.Target : null));
                else
                    TakeFile(folder, path, entry, old?.GetValueOrDefault(entry.Name));
                if (_findings.Count >= MostErrors)
                {
                    TooLarge("", $"there are {MostErrors} errors: the rest of the commit is not looked at");
                    return;
                }

                if (_files.Count > _options.MaxFiles || _total > _options.MaxTotalBytes) return;
            }
        }
    }

    private void TakeFile(string folder, string path, TreeEntry entry, TreeEntry? old)
    {
        if (entry.Mode == Mode.GitLink)
            Misplaced(path, "a submodule stands in the policy folder: what is in it is elsewhere, and is not read");
        else if (entry.Mode == Mode.SymbolicLink && (StateFiles.IsDocument(path) || !LeadsToFile(folder, path, entry)))
            Misplaced(path, "a symbolic link stands in the policy folder: links of a commit are not followed");
        else if (entry.Mode != Mode.SymbolicLink && StateFiles.IsDocument(path))
            Take(path, entry, old);
    }

    // a link to a text that is no document hides nothing
    private bool LeadsToFile(string folder, string path, TreeEntry entry)
    {
        if (_repository.ObjectDatabase.RetrieveObjectMetadata(entry.Target.Id).Size > LongestPath) return false;
        var target = ((Blob)entry.Target).GetContentText();
        if (target.StartsWith('/')) return false;
        var names = new List<string>();
        foreach (var name in $"{folder}/{path}/../{target}".Split('/'))
        {
            if (name is "" or ".") continue;
            if (name != "..") names.Add(name);
            else if (names.Count == 0) return false;
            else names.RemoveAt(names.Count - 1);
        }

        return names.Count > 0 && _whole[string.Join('/', names)] is { TargetType: TreeEntryTargetType.Blob, Mode: not Mode.SymbolicLink };
    }

    private void Take(string path, TreeEntry entry, TreeEntry? old)
    {
        if (old?.Target.Id == entry.Target.Id && old.Mode is not Mode.SymbolicLink && Known(path) is { } known)
        {
            Add(new FolderFile(known));
            return;
        }

        var size = _repository.ObjectDatabase.RetrieveObjectMetadata(entry.Target.Id).Size;
        if (size > _options.MaxFileBytes)
        {
            TooLarge(path, $"the file is larger than {_options.MaxFileBytes} bytes");
            return;
        }

        // what is beyond the bound together is told by who counts it, and need not be read
        if (_total + size > _options.MaxTotalBytes)
        {
            TooLarge("", $"the documents are larger than {_options.MaxTotalBytes} bytes together");
            _total = long.MaxValue;
            return;
        }

        var content = new byte[size];
        using var stream = ((Blob)entry.Target).GetContentStream();
        stream.ReadExactly(content);
        Add(new FolderFile(path, content));
    }

    private void TakeKnown(string prefix)
    {
        var low = FirstKnown(prefix);
        for (; low < _known.Length && _known[low].Path.StartsWith(prefix, StringComparison.Ordinal); low++) Add(new FolderFile(_known[low]));
    }

    private BundleFile? Known(string path)
    {
        var low = FirstKnown(path);
        return low < _known.Length && string.Equals(_known[low].Path, path, StringComparison.Ordinal) ? _known[low] : null;
    }

    // the first whose path is not before it
    private int FirstKnown(string path)
    {
        var (low, high) = (0, _known.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(_known[middle].Path, path) < 0) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private void Add(FolderFile file)
    {
        _files.Add(file);
        _total += file.Length;
    }

    private static string Told(string path) => path.Length <= LongestPath ? path : path[..LongestTold] + "…";

    private void Error(string path, string message) => _findings.Add(Finding(path, DocumentDiagnosticCodes.Unreadable, message));

    private void Misplaced(string path, string message) => _findings.Add(Finding(
        path, ActivationCodes.NotInCommit, message, "put the documents themselves there, or name another folder with `--git-path`"));

    private void TooLarge(string path, FormattableString message) =>
        _findings.Add(Finding(path, DocumentDiagnosticCodes.TooLarge, message.ToString(CultureInfo.InvariantCulture)));

    private static SourceDiagnostic Finding(string path, string code, string message, string? help = null) =>
        new(code, Severity.Error, new SourceLocation(path, ""), message, help);
}
