namespace Pdp.Bundles.Sources.Watching;

/// <summary>The folders in which something happens when a policy folder becomes another.</summary>
/// <param name="Folder">The policy folder without links; null when there is none at present.</param>
/// <param name="Around">
/// What decides which the policy folder is: its own name where it is or would appear, the links on the way to it, and what git notes
/// of its checkout.
/// </param>
internal sealed record WatchedPlaces(string? Folder, IReadOnlyList<WatchedName> Around)
{
    private const int MostLinks = 40;

    /// <summary>Those of a policy folder as things are.</summary>
    public static WatchedPlaces Of(string directory)
    {
        var around = new List<WatchedName>();
        var full = Path.GetFullPath(directory);
        var current = Path.GetPathRoot(full) ?? "";
        var rest = new Stack<string>(Names(full[current.Length..]).Reverse());
        for (var links = 0; rest.TryPop(out var name);)
        {
            if (name == "..")
            {
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }

            var next = Path.Combine(current, name);
            if (new FileInfo(next).LinkTarget is { } target && ++links <= MostLinks)
            {
                Add(around, new WatchedName(current, name));
                if (Path.IsPathRooted(target))
                {
                    current = Path.GetPathRoot(target)!;
                    target = target[current.Length..];
                }

                foreach (var part in Names(target).Reverse()) rest.Push(part);
            }
            else if (Directory.Exists(next))
            {
                current = next;
            }
            else
            {
                Add(around, new WatchedName(current, name));
                return new WatchedPlaces(null, around);
            }
        }

        if (Path.GetDirectoryName(current) is { } above) Add(around, new WatchedName(above, Path.GetFileName(current)));
        if (GitFolder(current) is { } git) Add(around, new WatchedName(git, null));
        return new WatchedPlaces(current, around);
    }

    /// <summary>Whether these are the same places.</summary>
    public bool IsSameAs(WatchedPlaces other) =>
        string.Equals(Folder, other.Folder, StringComparison.Ordinal) && Around.SequenceEqual(other.Around);

    // a commit changes no document, but the revision
    private static string? GitFolder(string folder)
    {
        for (var place = folder; place is not null; place = Path.GetDirectoryName(place))
        {
            var git = Path.Combine(place, ".git");
            if (Directory.Exists(git)) return git;
        }

        return null;
    }

    private static void Add(List<WatchedName> places, WatchedName place)
    {
        if (!places.Contains(place)) places.Add(place);
    }

    private static string[] Names(string path) => path.Split(
        [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A name in a folder.</summary>
/// <param name="Folder">The folder, without links.</param>
/// <param name="Name">The name; null: any.</param>
internal readonly record struct WatchedName(string Folder, string? Name);
