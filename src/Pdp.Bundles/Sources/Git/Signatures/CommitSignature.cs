using LibGit2Sharp;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Text;

namespace Pdp.Bundles.Sources.Git.Signatures;

/// <summary>Whether a commit is signed by somebody who may, or a tag that names it is.</summary>
internal static class CommitSignature
{
    // far more than any commit or tag says
    private const int Largest = 16 * 1024 * 1024;

    /// <summary>
    /// Checks the signature of a commit, and of nothing before it: who signs it answers for all that it has. Where a tag was asked for,
    /// its own signature does as well, since it covers the commit's id.
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="tip">What was asked for, and leads to the commit.</param>
    /// <param name="signers">Who may sign.</param>
    /// <param name="now">The time of the check.</param>
    /// <returns>What is wrong, or null.</returns>
    public static GitProblem? Check(Repository repository, Commit commit, GitTip tip, AllowedSigners signers, DateTimeOffset now) =>
        Check(RawObject.Reader, repository, commit, tip, signers, now);

    /// <summary>The same with what reads objects; null: nothing does, and no signature can be checked.</summary>
    public static GitProblem? Check(RawObject? reader, Repository repository, Commit commit, GitTip tip, AllowedSigners signers, DateTimeOffset now)
    {
        if (reader is null)
        {
            return new GitProblem(
                ActivationCodes.WrongCommitSignature, $"commit `{commit.Sha}` is refused: its signature cannot be checked, as the library that reads git repositories is not the one that is known here",
                "install the server anew, with all its files");
        }

        var (signature, signed) = SignedOctets.Of(reader.Read(repository, commit.Id, Largest));
        if (signers.Objection(signature, signed, now) is not { } objection) return null;
        var told = $"commit `{commit.Sha}` is refused: {objection}";
        if (tip.Tag is { } name && repository.Lookup<TagAnnotation>(tip.Id) is { } tag)
        {
            if (ObjectionToTag(reader, repository, tag, name, signers, now) is not { } other) return null;
            told += $"; nor does the tag {Words.Quote(name)} vouch for it: {other}";
        }

        return new GitProblem(
            ActivationCodes.WrongCommitSignature, told,
            tip.Tag is null
                ? "sign it with `git commit -S` and a key of `--git-keys`, or add the key there and start anew"
                : "sign it with `git commit -S`, or the tag with `git tag -s`, and a key of `--git-keys`, or add the key there and start anew");
    }

    private static string? ObjectionToTag(RawObject reader, Repository repository, TagAnnotation tag, string name, AllowedSigners signers, DateTimeOffset now)
    {
        var (signature, signed) = SignedOctets.OfTag(reader.Read(repository, tag.Id, Largest));
        if (signers.Objection(signature, signed, now) is { } objection) return objection;
        // who can move references could else pass an old release off as the new one
        return string.Equals(tag.Name, name, StringComparison.Ordinal) ? null : $"it was signed as {Words.Quote(tag.Name)}";
    }
}
