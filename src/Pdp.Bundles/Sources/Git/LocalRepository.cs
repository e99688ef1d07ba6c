using LibGit2Sharp;

namespace Pdp.Bundles.Sources.Git;

/// <summary>A repository of this machine, bare or not, read where it is. Its references are watched.</summary>
internal sealed class LocalRepository : IGitPlace
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(10);

    private readonly GitOptions _options;
    private readonly TimeProvider _clock;
    private readonly ReferenceWatch _watch;
    private GitTip? _last;

    public LocalRepository(GitOptions options, TimeProvider clock, Action<string> warn)
    {
        _options = options;
        _clock = clock;
        _watch = new ReferenceWatch(options.Location.Address, clock, warn);
    }

    /// <inheritdoc/>
    public async Task<(GitTip? Tip, GitProblem? Problem)> FindAsync(CancellationToken cancellation)
    {
        var found = await Task.Run(Find, cancellation);
        _last = found.Tip;
        return found;
    }

    /// <inheritdoc/>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        var started = _clock.GetTimestamp();
        while (true)
        {
            if (_options.Notices) _watch.Attach();
            // what came before the watch was there is seen by looking
            var (now, _) = await Task.Run(Find, cancellation);
            if (now != _last) return;
            var left = _options.Poll - _clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero || !await _watch.ChangedWithinAsync(left, cancellation)) return;
            while (await _watch.ChangedWithinAsync(Quiet, cancellation) && _clock.GetElapsedTime(started) < _options.Poll)
            {
                // a push that writes many references is one change
            }
        }
    }

    /// <inheritdoc/>
    public void Distrust(string id)
    {
        // it is not ours to mend
    }

    /// <inheritdoc/>
    public void Dispose() => _watch.Dispose();

    private (GitTip? Tip, GitProblem? Problem) Find()
    {
        try
        {
            using var repository = new Repository(_options.Location.Address);
            return GitReference.Find(repository, _options.Reference);
        }
        catch (Exception exception) when (GitErrors.IsOfRepository(exception))
        {
            // what is watched may be another's by now: one that comes back is watched anew
            _watch.Leave();
            return (null, GitErrors.Unreadable(exception));
        }
    }
}
