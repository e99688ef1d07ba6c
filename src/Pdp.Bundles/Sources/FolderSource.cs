using Pdp.Bundles.Sources.Watching;

namespace Pdp.Bundles.Sources;

/// <summary>A folder of policy documents, watched.</summary>
public sealed class FolderSource : IPolicySource
{
    private readonly string _directory;
    private readonly LoadOptions _load;
    private readonly FolderWatch _watch;
    private Bundle? _base;
    private Bundle? _last;
    private FolderChange _sinceBase = FolderChange.Whole;
    private FolderChange _sinceLast = FolderChange.Whole;
    private bool _isTold;

    /// <summary>Starts to watch a folder.</summary>
    /// <param name="directory">The folder; it need not exist yet.</param>
    /// <param name="load">Bounds on what is read.</param>
    /// <param name="watch">How it is watched.</param>
    /// <param name="clock">The time.</param>
    /// <param name="warn">Is told when changes are noticed by the clock alone, and why.</param>
    public FolderSource(string directory, LoadOptions load, WatchOptions watch, TimeProvider clock, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(load);
        ArgumentNullException.ThrowIfNull(watch);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(warn);
        _directory = directory;
        _load = load;
        _watch = new FolderWatch(directory, watch, clock, warn);
    }

    /// <inheritdoc/>
    public string Name => _directory;

    /// <inheritdoc/>
    public async Task<LoadResult> ReadAsync(Bundle? inForce, CancellationToken cancellation)
    {
        // what is in force is what changes are counted from: what was read since and refused is as if it had never been
        if (inForce is not null && ReferenceEquals(inForce, _last)) (_base, _sinceBase) = (_last, _sinceLast);
        else if (!ReferenceEquals(inForce, _base)) (_base, _sinceBase) = (inForce, FolderChange.Whole);
        // and a reading that is broken off, or fails, leaves nothing from which changes could be counted
        _last = null;
        // who asks without having been told of a change may know of one that has not been told yet
        if (!_isTold) Note(FolderChange.Whole);
        _isTold = false;
        while (true)
        {
            var change = _sinceBase;
            _sinceLast = FolderChange.None;
            var result = await Task.Run(() => Read(inForce, change, cancellation), cancellation);

            // what changed while it was read may have been read in part before the change, and in part after it
            if (result is not null && !_watch.HasChanged)
            {
                _last = result.Bundle;
                return result;
            }

            Note(result is null ? _watch.Take() : await _watch.WaitAsync(cancellation));
        }
    }

    /// <inheritdoc/>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        FolderChange change;
        do change = await _watch.WaitAsync(cancellation);
        while (change.IsNone);
        Note(change);
        _isTold = true;
    }

    /// <inheritdoc/>
    public void Dispose() => _watch.Dispose();

    // null: the folder was another after it was read than before
    private LoadResult? Read(Bundle? inForce, FolderChange change, CancellationToken cancellation)
    {
        if (!change.IsWhole) return Told(BundleLoader.Load(_directory, inForce, _load, change.Paths, cancellation));
        var before = FolderStamp.Of(_directory);
        var result = Told(BundleLoader.Load(_directory, inForce, _load, changed: null, cancellation));
        var after = FolderStamp.Of(_directory);
        return before is null ? after is null ? result : null : before.IsSameAs(after) ? result : null;
    }

    private LoadResult Told(LoadResult result) => result with { IsGenuine = result.Bundle is not null || Directory.Exists(_directory) };

    private void Note(FolderChange change)
    {
        _sinceBase = _sinceBase.With(change);
        _sinceLast = _sinceLast.With(change);
    }
}
