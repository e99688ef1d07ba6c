using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Bundles.Folders;

/// <summary>A file of a policy folder.</summary>
/// <param name="Path">Path below the root, with forward slashes.</param>
/// <param name="Content">Its octets.</param>
internal sealed record FolderFile(string Path, byte[] Content);

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
        string directory, LoadOptions options, List<SourceDiagnostic> findings, CancellationToken cancellation)
    {
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

        folder.Walk(cancellation);
        return folder.ReadFound(cancellation);
    }

    private void Walk(CancellationToken cancellation)
    {
        var pending = new Stack<(string Path, DirectoryInfo Folder)>();
        pending.Push(("", new DirectoryInfo(_realRoot)));
        _visited.Add(_realRoot);
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

    private List<FolderFile> ReadFound(CancellationToken cancellation)
    {
        var files = new List<FolderFile>(_found.Count);
        var total = 0L;
        foreach (var (path, file) in _found.OrderBy(found => found.Path, StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                // an empty file is no document, and what has no size might be a pipe, whose reading would never end
                var content = file.Length == 0 ? [] : ReadAll(file.FullName, _options.MaxFileBytes);
                if (content is null)
                {
                    TooLarge(path, $"the file is larger than {_options.MaxFileBytes} bytes");
                    continue;
                }

                total += content.Length;
                if (total > _options.MaxTotalBytes)
                {
                    TooLarge("", $"the documents are larger than {_options.MaxTotalBytes} bytes together");
                    break;
                }

                files.Add(new FolderFile(path, content));
            }
            catch (Exception exception) when (IsUnreadable(exception))
            {
                Error(path, $"the file cannot be read: {Why(exception)}");
            }
        }

        return files;
    }

    // the size is taken as it is while reading: the file may be growing
    private static byte[]? ReadAll(string path, long limit)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (stream.Length > limit) return null;
        using var content = new MemoryStream((int)Math.Min(stream.Length, Array.MaxLength));
        var buffer = new byte[81920];
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            if (content.Length + count > limit) return null;
            content.Write(buffer, 0, count);
        }

        return content.ToArray();
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
