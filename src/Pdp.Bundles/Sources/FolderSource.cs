using Pdp.Bundles.Sources.Watching;

namespace Pdp.Bundles.Sources;

/// <summary>A folder of policy documents, watched.</summary>
public sealed class FolderSource : IPolicySource
{
    private readonly string _directory;
    private readonly LoadOptions _load;
    private readonly WatchOptions _options;
    private readonly TimeProvider _clock;
    private readonly FolderWatch _watch;
    private FolderChange _change = FolderChange.None;

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
        _options = watch;
        _clock = clock;
        _watch = new FolderWatch(directory, watch, clock, warn);
    }

    /// <inheritdoc/>
    public string Name => _directory;

    /// <inheritdoc/>
    public async Task<LoadResult> ReadAsync(Bundle? inForce, CancellationToken cancellation)
    {
        var started = _clock.GetTimestamp();
        while (true)
        {
            var result = await Task.Run(() => BundleLoader.Load(_directory, _load, cancellation), cancellation);

            // what changed while it was read may have been read in part before the change, and in part after it
            if (!_watch.HasChanged || _clock.GetElapsedTime(started) >= _options.Longest) return result;
            await _watch.WaitAsync(cancellation);
        }
    }

    /// <inheritdoc/>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        do _change = _change.With(await _watch.WaitAsync(cancellation));
        while (_change.IsNone);
    }

    /// <inheritdoc/>
    public void Dispose() => _watch.Dispose();
}
