using System.Diagnostics.CodeAnalysis;
using LibGit2Sharp;

namespace Pdp.Bundles.Sources.Git;

/// <summary>Notices, by the file system's word, that references of a repository may have changed.</summary>
/// <param name="repository">The repository; it need not exist yet.</param>
/// <param name="clock">The time.</param>
/// <param name="warn">Is told when the file system refuses, and why.</param>
internal sealed class ReferenceWatch(string repository, TimeProvider clock, Action<string> warn) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<FileSystemWatcher> _watchers = [];
    private TaskCompletionSource _changed = NewSignal();
    private bool _isAttached;
    private bool _hasWarned;

    /// <summary>Watches the repository, if it is not watched yet, or not any more.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification =
        "a file system refuses to tell in many ways, and all come to the same: the repository is looked at by the clock")]
    public void Attach()
    {
        lock (_lock)
        {
            if (_isAttached) return;
            Detach();
            try
            {
                var own = Place();
                if (own is null) return;
                var common = Common(own);
                foreach (var folder in new[] { own, common }.Distinct(StringComparer.Ordinal)) Watch(folder, isDeep: false);
                Watch(Path.Combine(common, "refs"), isDeep: true);
                _isAttached = true;
                _hasWarned = false;
            }
            catch (Exception exception)
            {
                Detach();
                if (!_hasWarned) warn($"the file system does not tell of changes in `{repository}`: {exception.Message.TrimEnd('.')}");
                _hasWarned = true;
            }
        }
    }

    /// <summary>Watches the repository no more, until it is watched again.</summary>
    public void Leave()
    {
        lock (_lock) Detach();
    }

    /// <summary>Waits until something was noticed.</summary>
    /// <returns>False when nothing was in that time.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<bool> ChangedWithinAsync(TimeSpan time, CancellationToken cancellation)
    {
        Task changed;
        lock (_lock) changed = _changed.Task;
        try
        {
            await changed.WaitAsync(time, clock, cancellation);
            lock (_lock) _changed = NewSignal();
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Leave();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private string? Place()
    {
        try
        {
            using var opened = new Repository(repository);
            return opened.Info.Path;
        }
        catch (Exception exception) when (GitErrors.IsOfRepository(exception))
        {
            // reading it tells what is wrong
            return null;
        }
    }

    // of a second work tree the references are elsewhere
    private static string Common(string own)
    {
        var file = Path.Combine(own, "commondir");
        return File.Exists(file) ? Path.GetFullPath(Path.Combine(own, File.ReadAllText(file).Trim())) : own;
    }

    private void Watch(string folder, bool isDeep)
    {
        var watcher = new FileSystemWatcher(folder)
        {
            IncludeSubdirectories = isDeep, NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite,
        };
        _watchers.Add(watcher);
        watcher.Created += (_, _) => Note();
        watcher.Deleted += (_, _) => Note();
        watcher.Changed += (_, _) => Note();
        watcher.Renamed += (_, _) => Note();
        watcher.Error += (_, _) => Lose();
        watcher.EnableRaisingEvents = true;
    }

    private void Note()
    {
        lock (_lock) _changed.TrySetResult();
    }

    private void Lose()
    {
        lock (_lock) _isAttached = false;
        Note();
    }

    private void Detach()
    {
        _isAttached = false;
        foreach (var watcher in _watchers) watcher.Dispose();
        _watchers.Clear();
    }
}
