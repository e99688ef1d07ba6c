using Pdp.Bundles;
using Pdp.Bundles.Sources.Git;
using Pdp.Cli.Bundling;

namespace Pdp.Cli.Diffing;

/// <summary>Where one side of a comparison is: a folder, a folder as a commit has it, or a bundle.</summary>
/// <param name="Text">As it was given.</param>
/// <param name="Commit">The commit, as git takes it; null: the folder as it is.</param>
/// <param name="Folder">The folder, or the file of the bundle; null: the folder of the other side.</param>
internal sealed record PolicyPlace(string Text, string? Commit, string? Folder)
{
    private const string GitPrefix = "git:";

    /// <summary>Reads a place: <c>DIR</c>, <c>git:REV</c> or <c>git:REV:DIR</c>; a folder of such a name is <c>./git:…</c>.</summary>
    public static PolicyPlace Parse(string text)
    {
        if (!text.StartsWith(GitPrefix, StringComparison.Ordinal)) return new PolicyPlace(text, null, text);
        var parts = text[GitPrefix.Length..].Split(':', 2);
        return new PolicyPlace(text, parts[0], parts is [_, { Length: > 0 } folder] ? folder : null);
    }

    /// <summary>The one place that is named.</summary>
    /// <exception cref="CliFailureException">It names no folder, or no commit.</exception>
    public static PolicyPlace One(string text)
    {
        var place = Parse(text);
        return place.Folder is null ? throw new CliFailureException(ExitCodes.BadInput, $"`{text}`: expected a policy folder, got none", $"name it after the commit: `{text}:policies`")
            : place.Commit is "" ? throw NoCommit(place)
            : place;
    }

    /// <summary>Both places, with the folder that one has left to the other.</summary>
    /// <exception cref="CliFailureException">Neither names a folder, or one names no commit.</exception>
    public static (PolicyPlace Old, PolicyPlace New) Pair(string before, string after)
    {
        var (old, next) = (Parse(before), Parse(after));
        foreach (var place in new[] { old, next })
        {
            if (place.Commit is "") throw NoCommit(place);
        }

        var folder = old.OwnFolder ?? next.OwnFolder ?? (old.Folder is not null && next.Folder is not null ? "" : null) ?? throw new CliFailureException(
            ExitCodes.BadInput, $"`{before}` and `{after}`: expected a policy folder in one of them, got none", $"name it after the commit: `{before}:policies`");
        return (old with { Folder = old.Folder ?? folder }, next with { Folder = next.Folder ?? folder });
    }

    /// <summary>Loads what is there.</summary>
    public LoadResult Load(CancellationToken cancellation) =>
        Commit is not null ? GitRevision.Load(Text, Commit, Folder!, cancellation: cancellation)
        : IsBundle ? ArchiveFile.Read(Folder!, keys: null, cancellation).Load(cancellation: cancellation)
        : BundleLoader.Load(Folder!, cancellation: cancellation);

    private static CliFailureException NoCommit(PolicyPlace place) =>
        new(ExitCodes.BadInput, $"`{place.Text}`: expected a commit after `git:`, got none", "name it as git does: `git:HEAD`, `git:main~2:policies`");

    private bool IsBundle => Commit is null && File.Exists(Folder);

    // what a commit may have as well
    private string? OwnFolder => IsBundle ? null : Folder;
}
