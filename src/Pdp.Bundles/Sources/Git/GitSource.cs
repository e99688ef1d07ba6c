using System.Runtime.CompilerServices;
using LibGit2Sharp;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Loading;
using Pdp.Bundles.Sources.Git.Signatures;
using Pdp.Engine.Sources;

namespace Pdp.Bundles.Sources.Git;

/// <summary>
/// The policies of a git repository. They are read from the objects of one commit, so that only whole commits are ever seen; the
/// revision is the commit's id.
/// <para>
/// What came of a commit's documents is remembered until another one is read: it depends on nothing but its id, the folder and the
/// bounds, which stay what they are. Whether it is signed by somebody who may and descends from the one in force is looked at each time, and
/// what could not be read is read again.
/// </para>
/// </summary>
public sealed class GitSource : IPolicySource
{
    /// <summary>So many of a commit's ancestors are told.</summary>
    public const int MostAncestors = 1000;

    private readonly GitOptions _options;
    private readonly LoadOptions _load;
    private readonly TimeProvider _clock;
    private readonly IGitPlace _place;

    // of what this source has read, the id of the policy folder's tree: what other bundles have is nothing to go by
    private readonly ConditionalWeakTable<Bundle, string> _trees = [];

    // the commit whose documents were read last, and what came of it
    private (string Commit, LoadResult Result)? _last;

    /// <summary>Starts to follow a repository; nothing is fetched yet.</summary>
    /// <param name="options">Which one, and how.</param>
    /// <param name="load">Bounds on the documents.</param>
    /// <param name="clock">The time.</param>
    /// <param name="warn">Is told what works less well than it might, and why.</param>
    public GitSource(GitOptions options, LoadOptions load, TimeProvider clock, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(load);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(warn);
        _options = options with { Folder = options.Folder.Trim('/') };
        _load = load;
        _clock = clock;
        _place = options.Location.IsRemote ? new RemoteRepository(options, clock, warn) : new LocalRepository(options, clock, warn);
    }

    /// <inheritdoc/>
    public string Name => _options.Location.Name;

    /// <inheritdoc/>
    public async Task<LoadResult> ReadAsync(Bundle? inForce, CancellationToken cancellation)
    {
        var (tip, problem) = await _place.FindAsync(cancellation);
        return tip is null ? problem!.Of(Name) : await Task.Run(() => Read(tip, inForce, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public Task WaitAsync(CancellationToken cancellation) => _place.WaitAsync(cancellation);

    /// <inheritdoc/>
    public void Reconsider() => _last = null;

    /// <inheritdoc/>
    public void Dispose() => _place.Dispose();

    private LoadResult Read(GitTip tip, Bundle? inForce, CancellationToken cancellation)
    {
        try
        {
            using var repository = new Repository(tip.Repository);
            if (repository.Lookup(tip.Id)?.Peel<Commit>() is not { } commit) return GitReference.Missing(_options.Reference).Of(Name);
            if (Unsigned(repository, commit, tip, inForce) is { } unsigned) return unsigned.Of(Name);
            var since = inForce?.Origin.Commit ?? _options.Since;
            if (since is not null && !_options.AllowRollback && Descent.Check(repository, commit, since) is { } backward) return backward.Of(Name);
            return Read(repository, commit, inForce, cancellation);
        }
        catch (Exception exception) when (GitErrors.IsOfRepository(exception))
        {
            _place.Distrust(tip.Id);
            return GitErrors.Unreadable(exception).Of(Name);
        }
    }

    // before anything of the commit is looked at; what is in force has been checked
    private GitProblem? Unsigned(Repository repository, Commit commit, GitTip tip, Bundle? inForce) =>
        _options.Signers is not { } signers || (inForce is not null && _trees.TryGetValue(inForce, out _) && inForce.Origin.Commit == commit.Sha)
            ? null
            : CommitSignature.Check(repository, commit, tip, signers, _clock.GetUtcNow());

    private LoadResult Read(Repository repository, Commit commit, Bundle? inForce, CancellationToken cancellation)
    {
        (Bundle, string)? before = inForce is not null && _trees.TryGetValue(inForce, out var known) ? (inForce, known) : null;
        if (before is not null && string.Equals(inForce!.Origin.Commit, commit.Sha, StringComparison.Ordinal))
        {
            _last = null;
            return new LoadResult(inForce, []);
        }

        if (_last is { } last && string.Equals(last.Commit, commit.Sha, StringComparison.Ordinal)) return last.Result;
        _last = null;
        var result = Load(repository, commit, inForce, before, cancellation);
        _last = (commit.Sha, result);
        return result;
    }

    private LoadResult Load(Repository repository, Commit commit, Bundle? inForce, (Bundle, string)? before, CancellationToken cancellation)
    {
        var findings = new List<SourceDiagnostic>();
        var files = GitTree.Read((repository, commit), _options.Folder, before, _load, findings, cancellation, out var tree);
        if (findings.Count > 0) return new LoadResult(null, [.. findings]);
        var result = BundleLoader.Load(
            new PolicyState(Name, ShortName(), commit.Sha, new BundleOrigin { Commit = commit.Sha }, files), inForce, _load, cancellation);
        if (result.Bundle is not { } bundle) return result;
        _trees.Add(bundle, tree);
        return result with { Ancestors = Descent.Ancestors(repository, commit, MostAncestors) };
    }

    private string ShortName()
    {
        var path = _options.Folder.Length > 0 ? _options.Folder : Name.TrimEnd('/', '\\');
        var name = path[(path.LastIndexOfAny(['/', '\\', ':']) + 1)..];
        return name.EndsWith(".git", StringComparison.Ordinal) && name.Length > ".git".Length ? name[..^".git".Length] : name is "" or "." or ".." ? "policies" : name;
    }
}
