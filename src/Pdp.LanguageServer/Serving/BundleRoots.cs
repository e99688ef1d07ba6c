using Pdp.Authoring.Editor.Files;

namespace Pdp.LanguageServer.Serving;

/// <summary>
/// Finds the folder of policies that a document belongs to: one that the editor names, or the nearest around it that has a
/// <c>bundle.json</c>, or the nearest that is called <c>policies</c>, or the largest in the workspace in which every JSON file is a policy
/// document.
/// </summary>
internal sealed class BundleRoots
{
    // more than that is no folder of policies that nobody has named
    private const int MostEntries = 5000;
    private const int HeadLength = 2048;

    private readonly List<string> _named = [];
    private readonly List<string> _workspaces = [];

    /// <summary>The folders that are open in the editor.</summary>
    public IReadOnlyList<string> Workspaces => _workspaces;

    public void Name(string folder) => _named.Add(folder);

    public void Open(string workspace)
    {
        if (!_workspaces.Contains(workspace, StringComparer.Ordinal)) _workspaces.Add(workspace);
    }

    public void Close(string workspace) => _workspaces.Remove(workspace);

    /// <summary>Whether a folder is open in the editor, or lies in one that is, or around it.</summary>
    /// <param name="folder">The folder, without links.</param>
    public bool IsOpen(string folder) =>
        _workspaces.Select(EditorPaths.Real).Any(workspace => EditorPaths.IsWithin(folder, workspace) || EditorPaths.IsWithin(workspace, folder));

    /// <summary>
    /// Where a document belongs; null when to no folder of policies. Links make no other document of it: what counts is where they lead,
    /// and only where no folder of policies is there, the way to it.
    /// </summary>
    public BundlePlace? Find(string path)
    {
        var real = EditorPaths.Real(path);
        if (RootOf(real) is { } root && EditorPaths.Inside(real, root) is { } inside) return new BundlePlace(root, Shown(path, root, inside), inside);
        // the folder that is called `policies` may be a link to one that is not, and a link in it a document of it
        return RootOf(path) is { } shown && EditorPaths.Inside(path, shown) is { } within ? new BundlePlace(EditorPaths.Real(shown), shown, within) : null;
    }

    // how the editor names the folder, where that can be told of the document's name
    private static string Shown(string path, string root, string inside)
    {
        var end = Path.DirectorySeparatorChar + inside.Replace('/', Path.DirectorySeparatorChar);
        return path.EndsWith(end, StringComparison.Ordinal) && path[..^end.Length] is { Length: > 0 } shown && EditorPaths.Real(shown) == root ? shown : root;
    }

    private string? RootOf(string path)
    {
        if (!path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return null;
        var around = Around(path).ToList();
        return around.Find(folder => IsOneOf(_named, folder))
            ?? around.Find(static folder => IsBundle(Path.Combine(folder, "bundle.json")))
            ?? around.Find(static folder => Path.GetFileName(folder) == "policies")
            ?? Largest(around);
    }

    private static bool IsOneOf(List<string> folders, string folder) =>
        folders.Contains(folder, StringComparer.Ordinal) || folders.Exists(one => EditorPaths.Real(one) == folder);

    private static IEnumerable<string> Around(string path)
    {
        for (var folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder)) yield return folder;
    }

    private string? Largest(List<string> around)
    {
        if (around.Count == 0 || !Directory.Exists(around[0])) return null;
        string? found = null;
        foreach (var folder in around)
        {
            if (!IsAllPolicies(folder)) break;
            found = folder;
            // without a workspace nobody says how far to look
            if (_workspaces.Count == 0 || IsOneOf(_workspaces, folder)) break;
        }

        return found;
    }

    private static bool IsAllPolicies(string folder)
    {
        try
        {
            var entries = 0;
            var pending = new Stack<string>([folder]);
            while (pending.TryPop(out var next))
            {
                foreach (var entry in new DirectoryInfo(next).EnumerateFileSystemInfos())
                {
                    if (++entries > MostEntries) return false;
                    if (entry.Name.StartsWith('.') || entry.LinkTarget is not null) continue;
                    if (entry is DirectoryInfo) pending.Push(entry.FullName);
                    else if (entry.Extension.Equals(".json", StringComparison.OrdinalIgnoreCase) && !IsPolicy(entry.FullName)) return false;
                }
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsBundle(string path)
    {
        try
        {
            return File.Exists(path) && IsPolicy(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // its form is named at its beginning; an empty file is still to be written
    private static bool IsPolicy(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var head = new byte[HeadLength];
        var length = file.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false);
        return length == 0 || head.AsSpan(0, length).IndexOf("\"pdp/v1\""u8) >= 0;
    }
}

/// <summary>Where a document belongs.</summary>
/// <param name="Root">The folder of policies, without links.</param>
/// <param name="Shown">The folder as the editor names it.</param>
/// <param name="Path">The document's path below it, with forward slashes.</param>
internal sealed record BundlePlace(string Root, string Shown, string Path);
