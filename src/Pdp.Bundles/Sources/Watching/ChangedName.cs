namespace Pdp.Bundles.Sources.Watching;

/// <summary>What the name of a changed file tells of what may have changed in a policy folder.</summary>
internal static class ChangedName
{
    private static readonly string[] Leftovers = ["~", ".tmp", ".swp", ".swx", ".bak", ".part"];

    /// <summary>What may have changed.</summary>
    /// <param name="folder">The policy folder.</param>
    /// <param name="path">The changed file, in it.</param>
    public static FolderChange In(string folder, string path)
    {
        var below = Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
        if (below.Split('/').FirstOrDefault(static part => part.StartsWith('.')) is { } hidden)
        {
            // what is hidden is not read, but links may lead to it, and the revision is git's
            return hidden.StartsWith("..", StringComparison.Ordinal) || hidden == ".git" ? FolderChange.Whole : FolderChange.None;
        }

        if (below.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return FolderChange.None.With(below);
        return IsPlainFile(path) || IsLeftover(below) ? FolderChange.None : FolderChange.Whole;
    }

    // a link to a folder is a file to whoever tells of changes
    private static bool IsPlainFile(string path) => new FileInfo(path) is { Exists: true, LinkTarget: null };

    // which are gone again by now: editors' own, as vim's `4913` and `a.json~`
    private static bool IsLeftover(string below)
    {
        var name = below[(below.LastIndexOf('/') + 1)..];
        return Leftovers.Any(end => name.EndsWith(end, StringComparison.Ordinal)) || name.All(char.IsAsciiDigit);
    }
}
