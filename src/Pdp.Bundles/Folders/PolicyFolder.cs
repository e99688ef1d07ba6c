using System.Globalization;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Bundles.Folders;

/// <summary>
/// Reads the <c>*.json</c> files below a folder, in the order of their paths. What starts with a dot is not read. Links are
/// followed as long as they stay within the folder; a link to what is read in its own place anyway is passed over.
/// </summary>
internal sealed class PolicyFolder
{
    private readonly LoadOptions _options;
    private readonly List<SourceDiagnostic> _findings;
    private readonly string _realRoot;
    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);
    private readonly List<(string Path, FileInfo File)> _found = [];
    private bool _isFull;
    private bool _metLink;

    private PolicyFolder(string realRoot, LoadOptions options, List<SourceDiagnostic> findings)
    {
        _realRoot = realRoot;
        _options = options;
        _findings = findings;
    }

    /// <summary>Reads a folder.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="findings">Gets what could not be read.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <returns>The files read; with findings besides, not all.</returns>
    public static IReadOnlyList<FolderFile> Read(
        string directory, LoadOptions options, List<SourceDiagnostic> findings, CancellationToken cancellation) =>
        Read(directory, options, findings, out _, cancellation);

    /// <summary>Reads a folder, and tells how the files were found.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="findings">Gets what could not be read.</param>
    /// <param name="plainRoot">Gets the folder's path without links when no link was met in it; else null.</param>
    /// <param name="cancellation">Stops between files.</param>
    public static IReadOnlyList<FolderFile> Read(
        string directory, LoadOptions options, List<SourceDiagnostic> findings, out string? plainRoot, CancellationToken cancellation)
    {
        plainRoot = null;
        PolicyFolder folder;
        try
        {
            var root = RealPath.Of(directory);
            if (!Directory.Exists(root))
            {
                findings.Add(Finding(
                    directory, DocumentDiagnosticCodes.Unreadable,
                    File.Exists(root) ? "the policy folder is a file" : "the policy folder does not exist"));
                return [];
            }

            folder = new PolicyFolder(root, options, findings);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            findings.Add(Finding(directory, DocumentDiagnosticCodes.Unreadable, $"the policy folder cannot be read: {Why(exception)}"));
            return [];
        }

        folder.Walk("", folder._realRoot, cancellation);
        plainRoot = folder._metLink ? null : folder._realRoot;
        return folder.ReadFound(cancellation);
    }

    /// <summary>
    /// Reads some files of a folder in which no link was met before.
    /// </summary>
    /// <param name="realRoot">The folder's path without links.</param>
    /// <param name="paths">Paths of files and folders below it, with forward slashes; what does not exist any more is passed over.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <returns>The files, by path; null when there is more to it than that, and the folder is to be read as a whole.</returns>
    public static IReadOnlyList<FolderFile>? ReadSome(
        string realRoot, IEnumerable<string> paths, LoadOptions options, CancellationToken cancellation)
    {
        var findings = new List<SourceDiagnostic>();
        var folder = new PolicyFolder(realRoot, options, findings);
        try
        {
            foreach (var path in paths)
            {
                var full = Path.Combine(realRoot, path);
                if (Directory.Exists(full)) folder.Take(path, new DirectoryInfo(full), cancellation);
                else if (File.Exists(full) || new FileInfo(full).LinkTarget is not null) folder.Take(path, new FileInfo(full), cancellation);
            }
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            return null;
        }

        var files = folder.ReadFound(cancellation);
        return folder._metLink || findings.Count > 0 ? null : files;
    }

    private void Take(string path, FileSystemInfo entry, CancellationToken cancellation)
    {
        var pending = new Stack<(string Path, DirectoryInfo Folder)>();
        Take(path, entry, pending);
        while (pending.TryPop(out var next)) Walk(next.Path, next.Folder.FullName, cancellation);
    }

    private void Walk(string path, string directory, CancellationToken cancellation)
    {
        var pending = new Stack<(string Path, DirectoryInfo Folder)>();
        pending.Push((path, new DirectoryInfo(directory)));
        _visited.Add(directory);
        while (!_isFull && pending.TryPop(out var next))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                foreach (var entry in next.Folder.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
                {
                    if (!entry.Name.StartsWith('.')) Take(next.Path + entry.Name, entry, pending);
                }
            }
            catch (Exception exception) when (IsUnreadable(exception))
            {
                Error(next.Path.TrimEnd('/'), $"the folder cannot be read: {Why(exception)}");
            }
        }
    }

    private void Take(string path, FileSystemInfo entry, Stack<(string, DirectoryInfo)> pending)
    {
        try
        {
            if (entry.LinkTarget is not null)
            {
                _metLink = true;
                var real = RealPath.Of(entry.FullName);
                if (!RealPath.IsWithin(real, _realRoot))
                {
                    if (Directory.Exists(real) || IsDocument(path)) Error(path, "the link leads out of the policy folder");
                    return;
                }

                if (IsReadInItsPlace(real)) return;
                entry = Directory.Exists(real) ? new DirectoryInfo(real) : new FileInfo(real);
            }

            if (entry is DirectoryInfo folder)
            {
                if (_visited.Add(folder.FullName)) pending.Push(($"{path}/", folder));
            }
            else if (IsDocument(path) && !_isFull)
            {
                _isFull = _found.Count >= _options.MaxFiles;
                if (_isFull)
                    TooLarge("", $"the policy folder has more than {_options.MaxFiles} documents");
                else
                    _found.Add((path, (FileInfo)entry));
            }
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            Error(path, $"the link cannot be followed: {Why(exception)}");
        }
    }

    private bool IsReadInItsPlace(string real)
    {
        var parts = Path.GetRelativePath(_realRoot, real).Split(Path.DirectorySeparatorChar);
        if (parts is ["."]) return true;
        return !parts.Any(part => part.StartsWith('.')) && (Directory.Exists(real) || (File.Exists(real) && IsDocument(real)));
    }

    // in parallel, told in the order of the paths
    private List<FolderFile> ReadFound(CancellationToken cancellation)
    {
        var found = _found.OrderBy(found => found.Path, StringComparer.Ordinal).ToArray();
        var contents = new (FolderFile? File, SourceDiagnostic? Finding)[found.Length];
        var total = 0L;
        Parallel.For(0, found.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            // what is beyond the limit together is not kept, whichever files that is true of first
            if (Interlocked.Read(ref total) > _options.MaxTotalBytes) return;
            contents[i] = ReadOne(found[i].Path, found[i].File);
            Interlocked.Add(ref total, contents[i].File?.Length ?? 0);
        });
        if (total > _options.MaxTotalBytes) TooLarge("", $"the documents are larger than {_options.MaxTotalBytes} bytes together");
        var files = new List<FolderFile>(found.Length);
        var kept = 0L;
        for (var i = 0; i < found.Length; i++)
        {
            if (contents[i].Finding is { } finding) _findings.Add(finding);
            if (contents[i].File is not { } file) continue;
            kept += file.Length;
            if (kept > _options.MaxTotalBytes) break;
            files.Add(file);
        }

        return files;
    }

    private (FolderFile? File, SourceDiagnostic? Finding) ReadOne(string path, FileInfo file)
    {
        try
        {
            // an empty file is no document, and what has no size might be a pipe, whose reading would never end
            return ReadAll(file, _options.MaxFileBytes) is { } content ? (new FolderFile(path, content), null) : (null, Finding(
                path, DocumentDiagnosticCodes.TooLarge,
                string.Create(CultureInfo.InvariantCulture, $"the file is larger than {_options.MaxFileBytes} bytes")));
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            return (null, Finding(path, DocumentDiagnosticCodes.Unreadable, $"the file cannot be read: {Why(exception)}"));
        }
    }

    // the size is taken as it is while reading: the file may be growing
    private static byte[]? ReadAll(FileInfo file, long limit)
    {
        if (file.Length == 0) return [];
        using var handle = File.OpenHandle(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var size = RandomAccess.GetLength(handle);
        if (size > Math.Min(limit, Array.MaxLength)) return null;
        var content = new byte[size];
        Span<byte> more = stackalloc byte[1];
        for (var length = 0; ;)
        {
            var rest = content.AsSpan(length);
            var count = RandomAccess.Read(handle, rest.IsEmpty ? more : rest, length);
            if (count == 0) return rest.IsEmpty ? content : content[..length];
            if (length + count > limit) return null;
            if (rest.IsEmpty)
            {
                Array.Resize(ref content, (int)Math.Min(Array.MaxLength, Math.Max(16, content.Length * 2L)));
                content[length] = more[0];
            }

            length += count;
        }
    }

    private static bool IsDocument(string path) => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private static bool IsUnreadable(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or System.Security.SecurityException;

    private static string Why(Exception exception) => exception switch
    {
        UnauthorizedAccessException or System.Security.SecurityException => "permission denied",
        FileNotFoundException or DirectoryNotFoundException => "it does not exist",
        PathTooLongException => "its path is too long",
        ArgumentException or NotSupportedException => "its name is no path",
        _ => "it cannot be opened or read through",
    };

    private void Error(string path, string message) => _findings.Add(Finding(path, DocumentDiagnosticCodes.Unreadable, message));

    private void TooLarge(string path, FormattableString message) =>
        _findings.Add(Finding(path, DocumentDiagnosticCodes.TooLarge, FormattableString.Invariant(message)));

    private static SourceDiagnostic Finding(string path, string code, string message) =>
        new(code, Severity.Error, new SourceLocation(path, ""), message);
}
