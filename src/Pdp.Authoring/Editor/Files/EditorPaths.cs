using Pdp.Bundles.Folders;
using Pdp.Bundles.Loading;

namespace Pdp.Authoring.Editor.Files;

/// <summary>Which file a path means, whatever links are on the way to it.</summary>
public static class EditorPaths
{
    /// <summary>The path to which all links on the way lead; the path itself where they cannot be followed.</summary>
    /// <param name="path">An absolute path; the file need not be there.</param>
    public static string Real(string path)
    {
        try
        {
            return RealPath.Of(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return path;
        }
    }

    /// <summary>Whether a path lies within a folder, or is it.</summary>
    /// <param name="path">The path.</param>
    /// <param name="folder">The folder.</param>
    public static bool IsWithin(string path, string folder) => RealPath.IsWithin(path, folder);

    /// <summary>The path of a document below a folder, with forward slashes; null of what is not read there.</summary>
    /// <param name="path">The path.</param>
    /// <param name="folder">The folder.</param>
    public static string? Inside(string path, string folder)
    {
        if (!RealPath.IsWithin(path, folder)) return null;
        var inside = Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
        return StateFiles.IsDocument(inside) ? inside : null;
    }
}
