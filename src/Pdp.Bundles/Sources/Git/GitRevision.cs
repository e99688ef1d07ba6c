using LibGit2Sharp;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Folders;
using Pdp.Bundles.Loading;
using Pdp.Bundles.Text;
using Pdp.Engine.Sources;

namespace Pdp.Bundles.Sources.Git;

/// <summary>Loads a policy folder as some commit of the repository around it has it.</summary>
public static class GitRevision
{
    /// <summary>
    /// Reads, checks and compiles the documents that a commit has in a folder, as <see cref="BundleLoader.Load(string, LoadOptions?,
    /// CancellationToken)"/> does those of a folder. The work tree is not looked at.
    /// </summary>
    /// <param name="place">How messages name it.</param>
    /// <param name="revision">The commit, as git takes it: <c>HEAD~2</c>, a branch, a tag, an id or the beginning of one.</param>
    /// <param name="folder">The folder, as it is or would be in the work tree.</param>
    /// <param name="options">Bounds on what is read.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LoadResult Load(
        string place, string revision, string folder, LoadOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(revision);
        ArgumentNullException.ThrowIfNull(folder);
        try
        {
            return Read(place, revision, Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), options ?? new LoadOptions(), cancellation);
        }
        catch (Exception exception) when (GitErrors.IsOfRepository(exception))
        {
            return GitErrors.Unreadable(exception).Of(place);
        }
    }

    private static LoadResult Read(string place, string revision, string folder, LoadOptions options, CancellationToken cancellation)
    {
        // the folder itself may be gone by now
        var existing = folder;
        while (!Directory.Exists(existing)) existing = Path.GetDirectoryName(existing) ?? throw new RepositoryNotFoundException();
        if (Repository.Discover(existing) is not { } found) throw new RepositoryNotFoundException();
        using var repository = new Repository(found);
        if (repository.Info.WorkingDirectory is not { } checkout)
            return new GitProblem(ActivationCodes.NoRepository, "the git repository has no work tree, to which folders are relative").Of(place);
        if (Find(repository, revision) is not { } commit) return GitReference.Missing(revision).Of(place);
        var real = Path.Combine(RealPath.Of(existing), Path.GetRelativePath(existing, folder));
        var below = Path.GetRelativePath(RealPath.Of(checkout), Path.GetFullPath(real)).Replace(Path.DirectorySeparatorChar, '/');
        var findings = new List<SourceDiagnostic>();
        var files = GitTree.Read((repository, commit), below == "." ? "" : below, before: null, options, findings, cancellation, out _);
        if (findings.Count > 0) return new LoadResult(null, [.. findings]);
        var state = new PolicyState(place, Path.GetFileName(folder), commit.Sha, new BundleOrigin { Commit = commit.Sha }, files);
        return BundleLoader.Load(state, previous: null, options, cancellation);
    }

    private static Commit? Find(Repository repository, string revision)
    {
        try
        {
            return repository.Lookup(revision)?.Peel<Commit>();
        }
        catch (LibGit2SharpException exception) when (exception is InvalidSpecificationException or NotFoundException or AmbiguousSpecificationException or PeelException)
        {
            return null;
        }
    }
}
