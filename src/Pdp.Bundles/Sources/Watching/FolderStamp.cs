using System.IO.Enumeration;
using Pdp.Bundles.Folders;

namespace Pdp.Bundles.Sources.Watching;

/// <summary>
/// What a folder looks like from outside: where it is, and what is in it with sizes and times. If it looks the same before and after
/// it is read, nobody was at work on it meanwhile; the file system's word of changes may come a moment too late to tell that.
/// </summary>
internal sealed class FolderStamp
{
    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = true, ReturnSpecialDirectories = false,
    };

    private readonly string _root;
    private readonly List<(string Path, long Length, long Written)> _entries;

    private FolderStamp(string root, List<(string Path, long Length, long Written)> entries)
    {
        _root = root;
        _entries = entries;
    }

    /// <summary>Looks at a folder.</summary>
    /// <returns>Null when it cannot be looked at.</returns>
    public static FolderStamp? Of(string directory)
    {
        try
        {
            var root = RealPath.Of(directory);
            var entries = new FileSystemEnumerable<(string Path, long Length, long Written)>(
                root, static (ref FileSystemEntry entry) => (entry.ToFullPath(), entry.IsDirectory ? 0 : entry.Length, entry.LastWriteTimeUtc.Ticks), Everything)
            {
                ShouldRecursePredicate = static (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
            }.ToList();
            entries.Sort();
            return new FolderStamp(root, entries);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether the folder still looked the same.</summary>
    public bool IsSameAs(FolderStamp? other) =>
        other is not null && string.Equals(_root, other._root, StringComparison.Ordinal) && _entries.SequenceEqual(other._entries);
}
