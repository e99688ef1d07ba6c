using System.Diagnostics.CodeAnalysis;
using Pdp.Bundles.Folders;

namespace Pdp.Bundles.Sources.Watching;

/// <summary>
/// Notices changes of a policy folder: by the file system's word where it gives one, and by the clock in any case. Links are followed:
/// the folder may be one, that is pointed elsewhere (<c>current -> releases/42</c>), and so may what is in it, as Kubernetes mounts a
/// ConfigMap (<c>a.json -> ..data/a.json</c>, <c>..data -> ..2026_01</c>).
/// </summary>
internal sealed class FolderWatch : IDisposable
{
    // so often in a row nothing moves by chance
    private const int MostAttempts = 100;

    private readonly string _directory;
    private readonly WatchOptions _options;
    private readonly TimeProvider _clock;
    private readonly Action<string> _warn;
    private readonly Lock _lock = new();
    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly List<FileSystemWatcher> _ofFolder = [];
    private FolderChange _pending = FolderChange.None;
    private TaskCompletionSource _changed = NewSignal();
    private WatchedPlaces? _watched;
    private bool _isDisposed;
    private bool _isLost;
    private bool _hasWarned;

    /// <summary>Starts to watch.</summary>
    /// <param name="directory">The folder; it need not exist yet.</param>
    /// <param name="options">How.</param>
    /// <param name="clock">The time.</param>
    /// <param name="warn">Is told when changes are noticed by the clock alone, and why.</param>
    public FolderWatch(string directory, WatchOptions options, TimeProvider clock, Action<string> warn)
    {
        _directory = Path.GetFullPath(directory);
        _options = options;
        _clock = clock;
        _warn = warn;
        Attach();
    }

    /// <summary>Whether anything was noticed that has not been taken yet.</summary>
    public bool HasChanged
    {
        get
        {
            lock (_lock) return !_pending.IsNone;
        }
    }

    /// <summary>
    /// Waits until something has changed and the folder has been quiet for a moment, or until it is time to read all of it.
    /// </summary>
    /// <returns>All that may have changed since it returned last.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<FolderChange> WaitAsync(CancellationToken cancellation)
    {
        if (!await ChangedWithin(_options.Poll, cancellation)) return Take(FolderChange.Whole);
        var first = _clock.GetTimestamp();
        while (_clock.GetElapsedTime(first) < _options.Longest)
        {
            Reset();
            if (!await ChangedWithin(_options.Quiet, cancellation)) break;
        }

        return Take(FolderChange.None);
    }

    /// <summary>Takes what was noticed until now, without waiting.</summary>
    public FolderChange Take() => Take(FolderChange.None);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            Detach();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FolderChange Take(FolderChange besides)
    {
        // what lies behind a link may be elsewhere by now
        var moved = Attach() ? FolderChange.Whole : FolderChange.None;
        lock (_lock)
        {
            var taken = _pending.With(besides).With(moved);
            _pending = FolderChange.None;
            _changed = NewSignal();
            return taken;
        }
    }

    private void Reset()
    {
        lock (_lock) _changed = NewSignal();
    }

    private async Task<bool> ChangedWithin(TimeSpan time, CancellationToken cancellation)
    {
        Task changed;
        lock (_lock) changed = _changed.Task;
        if (changed.IsCompleted) return true;
        try
        {
            await changed.WaitAsync(time, _clock, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void Note(FolderChange change)
    {
        if (change.IsNone) return;
        TaskCompletionSource changed;
        lock (_lock)
        {
            _pending = _pending.With(change);
            changed = _changed;
        }

        changed.TrySetResult();
    }

    /// <summary>
    /// Watches the folder, and what decides which it is, where they are now. What moves meanwhile is looked at once more: neither is
    /// a folder watched that is another by now, nor is one that has gone taken for one that cannot be watched.
    /// </summary>
    /// <returns>Whether that is elsewhere than before, so that changes may have been missed.</returns>
    private bool Attach()
    {
        if (!_options.Notices) return false;
        string? refusal = null;
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var places = WatchedPlaces.Of(_directory);
            lock (_lock)
            {
                var isSame = _watched?.IsSameAs(places) == true;
                if (_isDisposed || (isSame && !_isLost))
                {
                    _hasWarned = false;
                    return attempt > 1;
                }

                if (isSame && refusal is not null) break;
                refusal = Watch(places);
            }
        }

        if (refusal is not null && !_hasWarned) _warn($"the file system does not tell of changes in `{_directory}`: {refusal}");
        _hasWarned = refusal is not null;
        return true;
    }

    /// <returns>Why they cannot be watched, or null.</returns>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification =
        "a file system refuses to tell in many ways, and all come to the same: the folder is read by the clock")]
    private string? Watch(WatchedPlaces places)
    {
        Detach();
        _isLost = false;
        _watched = places;
        try
        {
            foreach (var place in places.Around) Watch(place);
            if (places.Folder is { } folder) WatchFolder(folder);
            return null;
        }
        catch (Exception exception)
        {
            Detach();
            _isLost = true;
            return exception.Message.TrimEnd('.');
        }
    }

    private void WatchFolder(string folder)
    {
        var before = _watchers.Count;
        Watch(folder, NotifyFilters.DirectoryName, isDeep: true, static _ => FolderChange.Whole);
        Watch(
            folder, NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.Security, isDeep: true,
            path => ChangedName.In(folder, path));
        _ofFolder.AddRange(_watchers.Skip(before));
    }

    // The folder is another now, and whoever pointed elsewhere may delete it: the framework never frees the watcher of a folder that is
    // deleted before the watcher is disposed.
    private void LetGo()
    {
        lock (_lock)
        {
            _isLost = true;
            foreach (var watcher in _ofFolder) watcher.Dispose();
            _watchers.RemoveAll(_ofFolder.Contains);
            _ofFolder.Clear();
        }
    }

    private void Watch(WatchedName place) => Watch(
        place.Folder, NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite, isDeep: false,
        path =>
        {
            if (place.Name is null) return FolderChange.Whole;
            if (!string.Equals(Path.GetFileName(path), place.Name, StringComparison.Ordinal)) return FolderChange.None;
            LetGo();
            return FolderChange.Whole;
        });

    private void Watch(string place, NotifyFilters what, bool isDeep, Func<string, FolderChange> meaning)
    {
        var watcher = new FileSystemWatcher(place) { IncludeSubdirectories = isDeep, NotifyFilter = what };
        _watchers.Add(watcher);
        watcher.Created += (_, e) => Note(meaning(e.FullPath));
        watcher.Deleted += (_, e) => Note(meaning(e.FullPath));
        watcher.Changed += (_, e) => Note(meaning(e.FullPath));
        watcher.Renamed += (_, e) => Note(meaning(e.FullPath).With(meaning(e.OldFullPath)));
        watcher.Error += (_, _) => Lose();
        watcher.EnableRaisingEvents = true;
    }

    // more happened than could be told, or the place is gone
    private void Lose()
    {
        lock (_lock) _isLost = true;
        Note(FolderChange.Whole);
    }

    private void Detach()
    {
        foreach (var watcher in _watchers) watcher.Dispose();
        _watchers.Clear();
        _ofFolder.Clear();
    }
}
