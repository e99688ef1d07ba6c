using System.Collections.Immutable;
using LibGit2Sharp;
using Pdp.Bundles.Activation;

namespace Pdp.Bundles.Sources.Git;

/// <summary>
/// Whether a commit comes after the one in force: who could make a branch lead elsewhere could else bring back what was
/// withdrawn.
/// </summary>
internal static class Descent
{
    /// <summary>Looks for the one among the ancestors of the other.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="commit">What shall come into force.</param>
    /// <param name="inForce">The id of what is.</param>
    /// <returns>What is wrong, or null.</returns>
    public static GitProblem? Check(Repository repository, Commit commit, string inForce)
    {
        if (string.Equals(commit.Sha, inForce, StringComparison.Ordinal)) return null;
        var message = $"commit `{commit.Sha}` does not descend from `{inForce}`, which is in force";
        if (!ObjectId.TryParse(inForce, out var id) || repository.Lookup<Commit>(id) is not { } ancestor)
            return Problem($"{message}, and which the repository does not have");
        if (repository.ObjectDatabase.FindMergeBase(ancestor, commit)?.Id == ancestor.Id) return null;
        return Problem(repository.Info.IsShallow ? $"{message}, as far as the shallow repository knows" : message);
    }

    /// <summary>The ids of a commit's latest ancestors, so many at most, the latest last; none where the repository does not tell them.</summary>
    public static ImmutableArray<string> Ancestors(Repository repository, Commit commit, int most)
    {
        try
        {
            var filter = new CommitFilter { IncludeReachableFrom = commit, SortBy = CommitSortStrategies.Time };
            return [.. repository.Commits.QueryBy(filter).Select(static one => one.Sha).Where(sha => sha != commit.Sha).Take(most).Reverse()];
        }
        catch (LibGit2SharpException)
        {
            // what is demanded is then taken for unknown, which is on the safe side
            return [];
        }
    }

    private static GitProblem Problem(string message) => new(
        ActivationCodes.NoDescendant, message,
        "undo a change with `git revert` instead of rewriting history; an operator may allow this one with `--allow-rollback`")
    {
        IsGenuine = true,
    };
}
