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

    /// <summary>The folder of a document; null when it belongs to none.</summary>
    public string? Find(string path)
    {
        if (!path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return null;
        var around = Around(path).ToList();
        var root = around.Find(folder => _named.Contains(folder, StringComparer.Ordinal))
            ?? around.Find(static folder => IsBundle(Path.Combine(folder, "bundle.json")))
            ?? around.Find(static folder => Path.GetFileName(folder) == "policies")
            ?? Largest(around);
        // what starts with a dot is not read
        return root is null || Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar).Any(static part => part.StartsWith('.')) ? null : root;
    }

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
            if (_workspaces.Count == 0 || _workspaces.Contains(folder, StringComparer.Ordinal)) break;
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
