using LibGit2Sharp;
using Pdp.Bundles.Activation;

namespace Pdp.Bundles.Sources.Git.Signatures;

/// <summary>Whether a commit is signed by somebody who may.</summary>
internal static class CommitSignature
{
    // far more than any commit says
    private const int LargestCommit = 16 * 1024 * 1024;

    /// <summary>Checks the signature of a commit, and of nothing before it: who signs it answers for all that it has.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="signers">Who may sign.</param>
    /// <param name="now">The time of the check.</param>
    /// <returns>What is wrong, or null.</returns>
    public static GitProblem? Check(Repository repository, Commit commit, AllowedSigners signers, DateTimeOffset now)
    {
        var (signature, signed) = SignedOctets.Of(RawObject.Read(repository, commit.Id, LargestCommit));
        return signers.Objection(signature, signed, now) is { } objection
            ? new GitProblem(
                ActivationCodes.WrongCommitSignature, $"commit `{commit.Sha}` is refused: {objection}",
                "sign it with `git commit -S` and a key of `--git-keys`, or add the key there and start anew")
            : null;
    }
}
