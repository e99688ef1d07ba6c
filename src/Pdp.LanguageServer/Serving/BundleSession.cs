using Pdp.Authoring.Editor.Files;

namespace Pdp.LanguageServer.Serving;

/// <summary>Tells what was found.</summary>
/// <param name="session">The bundle.</param>
/// <param name="check">What was found in it.</param>
/// <param name="only">The document of which it is told alone; null: all.</param>
/// <param name="goesOn">Whether those are still to be told that nobody looks at.</param>
internal delegate Task Teller(BundleSession session, EditorCheck check, string? only, Func<bool> goesOn);

/// <summary>
/// A bundle while it is edited. Each change is loaded as soon as the one before is done, and what was found is told; changes that come
/// meanwhile are loaded together. What all documents have to be compiled for anew, as an edit of a schema, is told of the edited document
/// first, and of the others when nothing has changed for a moment; the next change ends that work. When nothing has changed for a moment
/// more, the linter has a look as well.
/// </summary>
internal sealed class BundleSession : IDisposable
{
    private static readonly TimeSpan LintPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WidePause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _changed = new(0);
    private readonly SemaphoreSlim _telling = new(1);
    private readonly CancellationTokenSource _end = new();
    private readonly Teller _tell;
    private readonly Action<string, Exception?> _log;
    private readonly Dictionary<string, int?> _answered = new(StringComparer.Ordinal);
    private EditorBundle _bundle;
    private EditorCheck? _last;

    /// <param name="bundle">The state to begin with.</param>
    /// <param name="shown">The folder as the editor names it.</param>
    /// <param name="isAlone">Whether it is one document that belongs to no folder of policies.</param>
    /// <param name="tell">Tells what was found.</param>
    /// <param name="log">Gets what is worth a line, and faults.</param>
    public BundleSession(EditorBundle bundle, string shown, bool isAlone, Teller tell, Action<string, Exception?> log)
    {
        _bundle = bundle;
        _tell = tell;
        _log = log;
        Shown = shown;
        IsAlone = isAlone;
    }

    /// <summary>The folder as the editor names it, where that is not its path without links.</summary>
    public string Shown { get; }

    /// <summary>Whether it is one document that belongs to no folder of policies.</summary>
    public bool IsAlone { get; }

    /// <summary>The state that is current.</summary>
    public EditorBundle Bundle
    {
        get
        {
            lock (_lock) return _bundle;
        }
    }

    /// <summary>What was found last; null before anything was.</summary>
    public EditorCheck? Last => Volatile.Read(ref _last);

    /// <summary>What the editor was told.</summary>
    public PublishedFindings Published { get; } = new();

    /// <summary>Begins to load.</summary>
    public void Start()
    {
        _ = Task.Run(RunAsync);
        _changed.Release();
    }

    /// <summary>Changes the state.</summary>
    public void Change(Func<EditorBundle, EditorBundle> change)
    {
        lock (_lock) _bundle = change(_bundle);
        _changed.Release();
    }

    /// <summary>Ends all work, and does something when no more is told.</summary>
    public async Task EndAsync(Func<Task> last)
    {
        await _end.CancelAsync();
        await _telling.WaitAsync();
        try
        {
            await last();
        }
        finally
        {
            _telling.Release();
        }
    }

    public void Dispose() => _end.Cancel();

    private async Task RunAsync()
    {
        var following = new CancellationTokenSource();
        try
        {
            while (true)
            {
                await _changed.WaitAsync(_end.Token);
                while (await _changed.WaitAsync(0)) { }
                await following.CancelAsync();
                following.Dispose();
                following = new CancellationTokenSource();
                var bundle = Bundle;
                var isWide = bundle.IsWide;
                if (isWide) await OwnAsync(bundle);
                var check = isWide ? null : await LoadAsync(bundle, _end.Token);
                if (isWide || check is not null) _ = FollowAsync(bundle, check, following.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // the session ends
        }
        finally
        {
            await following.CancelAsync();
            following.Dispose();
        }
    }

    // of the documents that were edited alone
    private async Task OwnAsync(EditorBundle bundle)
    {
        List<string> edited;
        lock (_answered) edited = [.. bundle.Paths.Where(path => bundle.VersionOf(path) is { } version && _answered.GetValueOrDefault(path) != version)];
        foreach (var path in edited)
        {
            try
            {
                if (Last is not { } last) return;
                var start = TimeProvider.System.GetTimestamp();
                var check = EditorCheck.Own(bundle, path, last, _end.Token);
                if (!Keep(check, _end.Token)) return;
                await TellAsync(check, path, _end.Token);
                _log($"looked at {path} alone: {TimeProvider.System.GetElapsedTime(start).TotalMilliseconds:F1} ms", null);
            }
#pragma warning disable CA1031 // a fault of ours about one state must not keep the next from being looked at
            catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
            {
                _log($"cannot look at {path}", fault);
            }
        }
    }

    private async Task<EditorCheck?> LoadAsync(EditorBundle bundle, CancellationToken cancellation)
    {
        try
        {
            var start = TimeProvider.System.GetTimestamp();
            var check = EditorCheck.Run(bundle, cancellation);
            if (Last is { } last) check = check.With(last);
            if (!Keep(check, cancellation)) return null;
            await TellAsync(check, null, cancellation);
            _log($"loaded {bundle.Root}: {check.Read} of {bundle.Paths.Count()} documents read, {TimeProvider.System.GetElapsedTime(start).TotalMilliseconds:F1} ms, {check.Findings.Count} with findings", null);
            return check;
        }
#pragma warning disable CA1031 // as above
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            _log($"cannot load {bundle.Root}", fault);
            return null;
        }
    }

    private Task FollowAsync(EditorBundle bundle, EditorCheck? check, CancellationToken cancellation) => Task.Run(async () =>
    {
        try
        {
            if (check is null)
            {
                await Task.Delay(WidePause, TimeProvider.System, cancellation);
                check = await LoadAsync(bundle, cancellation);
                if (check is null) return;
            }

            await Task.Delay(LintPause, TimeProvider.System, cancellation);
            var linted = check.Linted();
            // of a state that is over nothing is told any more
            if (Keep(linted, cancellation)) await TellAsync(linted, null, cancellation);
        }
        catch (OperationCanceledException)
        {
            // something has changed
        }
#pragma warning disable CA1031 // as above
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _log($"cannot lint {bundle.Root}", fault);
        }
    }, CancellationToken.None);

    private bool Keep(EditorCheck check, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (cancellation.IsCancellationRequested) return false;
            Volatile.Write(ref _last, check);
            _bundle = _bundle.Knowing(check.Bundle);
            return true;
        }
    }

    // one after another: what is told of a state is not followed by what was found in one before
    private async Task TellAsync(EditorCheck check, string? only, CancellationToken cancellation)
    {
        await _telling.WaitAsync(cancellation);
        try
        {
            if (cancellation.IsCancellationRequested || _end.IsCancellationRequested) return;
            foreach (var path in only is null ? check.Bundle.Paths.Where(check.Bundle.IsOpen) : [only])
            {
                lock (_answered) _answered[path] = check.Bundle.VersionOf(path);
            }

            // a thousand documents take their time: who types has the next answer first, and what is not told by then is told with it
            await _tell(this, check, only, () => _changed.CurrentCount == 0 && !cancellation.IsCancellationRequested);
        }
        finally
        {
            _telling.Release();
        }
    }
}
