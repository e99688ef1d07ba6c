using LibGit2Sharp;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Text;

namespace Pdp.Bundles.Sources.Git;

/// <summary>Which commit of a repository is wanted.</summary>
internal static class GitReference
{
    private const int IdLength = 40;

    /// <summary>The prefix of branches.</summary>
    public const string Branches = "refs/heads/";

    /// <summary>The prefix of tags.</summary>
    public const string Tags = "refs/tags/";

    /// <summary>Whether it is the full id of a commit.</summary>
    public static bool IsId(string? name) => name?.Length == IdLength && name.All(char.IsAsciiHexDigitLower);

    /// <summary>Whether it may be the name of a branch, a tag or a reference, or the id of a commit.</summary>
    public static bool IsSound(string name) => Reference.IsValidName(IsFull(name) ? name : Branches + name) && !name.StartsWith('-');

    /// <summary>Whether it is the full name of a reference.</summary>
    public static bool IsFull(string name) => name.StartsWith("refs/", StringComparison.Ordinal);

    /// <summary>The tag's name, if it is the full name of a tag; else null.</summary>
    public static string? TagOf(string full) => full.StartsWith(Tags, StringComparison.Ordinal) ? full[Tags.Length..] : null;

    /// <summary>The full names that a name may stand for, of which one has to be there.</summary>
    public static IReadOnlyList<string> FullNames(string name) => IsFull(name) ? [name] : [Branches + name, Tags + name];

    /// <summary>It is not there.</summary>
    public static GitProblem Missing(string? name, string? help = null) => name is null
        ? new(ActivationCodes.NoReference, "HEAD leads to no commit", "name a branch, tag or commit with `--git-ref`")
        : new(ActivationCodes.NoReference, IsId(name) ? $"there is no commit {Words.Quote(name)}" : $"there is no branch or tag {Words.Quote(name)}", help);

    /// <summary>It is both a branch and a tag.</summary>
    public static GitProblem Ambiguous(string name) => new(
        ActivationCodes.NoReference, $"there is both a branch and a tag {Words.Quote(name)}",
        $"say which with `--git-ref {Branches}{name}` or `--git-ref {Tags}{name}`");

    /// <summary>Looks it up in a repository.</summary>
    public static (GitTip? Tip, GitProblem? Problem) Find(Repository repository, string? name)
    {
        var path = repository.Info.Path;
        if (name is null) return repository.Head.Tip is { } head ? (new GitTip(path, head.Sha, null), null) : (null, Missing(null));
        if (IsId(name)) return repository.Lookup<Commit>(name) is null ? (null, Missing(name)) : (new GitTip(path, name, null), null);
        var found = FullNames(name).Select(full => repository.Refs[full]).Where(static one => one is not null).ToArray();
        if (found.Length > 1) return (null, Ambiguous(name));
        if (found is not [var reference] || reference.ResolveToDirectReference() is not { } direct)
            return (null, Missing(name, Suggestions.DidYouMean(name, repository.Refs.Select(Short))));
        return (new GitTip(path, direct.TargetIdentifier, TagOf(reference.CanonicalName)), null);
    }

    private static string Short(Reference reference) =>
        reference.IsLocalBranch ? reference.CanonicalName[Branches.Length..] : TagOf(reference.CanonicalName) ?? reference.CanonicalName;
}
