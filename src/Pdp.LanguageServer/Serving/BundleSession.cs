using System.Collections.Immutable;
using Pdp.Authoring.Editor.Files;

namespace Pdp.LanguageServer.Serving;

/// <summary>
/// A bundle while it is edited. Each change is loaded as soon as the one before is done, and what was found is told; changes that come
/// meanwhile are loaded together. When nothing has changed for a moment, the linter has a look as well.
/// </summary>
internal sealed class BundleSession : IDisposable
{
    private static readonly TimeSpan LintPause = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _changed = new(0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<BundleSession, EditorCheck, Task> _tell;
    private readonly Action<string, Exception?> _log;
    private EditorBundle _bundle;
    private EditorCheck? _last;

    /// <param name="bundle">The state to begin with.</param>
    /// <param name="tell">Tells what was found.</param>
    /// <param name="log">Gets what is worth a line, and faults.</param>
    public BundleSession(EditorBundle bundle, Func<BundleSession, EditorCheck, Task> tell, Action<string, Exception?> log)
    {
        _bundle = bundle;
        _tell = tell;
        _log = log;
    }

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

    /// <summary>What was told of each document, for what is to be taken back.</summary>
    public Dictionary<string, ImmutableArray<EditorFinding>> Told { get; } = new(StringComparer.Ordinal);

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

    public void Dispose() => _end.Cancel();

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                // nothing has changed for a moment: there is time for the linter
                var isLinted = Last?.IsLinted != false;
                if (!await _changed.WaitAsync(isLinted ? Timeout.InfiniteTimeSpan : LintPause, _end.Token))
                {
                    _ = LintAsync(Last!);
                    await _changed.WaitAsync(_end.Token);
                }

                while (await _changed.WaitAsync(0)) { }
                await LoadAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // the session ends
        }
    }

    private async Task LoadAsync()
    {
        var bundle = Bundle;
        try
        {
            var start = TimeProvider.System.GetTimestamp();
            var check = EditorCheck.Run(bundle, _end.Token);
            if (Last is { } last) check = check.With(last);
            lock (_lock) _bundle = _bundle.Knowing(check.Bundle);
            Volatile.Write(ref _last, check);
            await _tell(this, check);
            _log($"loaded {bundle.Root}: {check.Read} of {bundle.Paths.Count()} documents read, {TimeProvider.System.GetElapsedTime(start).TotalMilliseconds:F1} ms, {check.Findings.Count} with findings", null);
        }
#pragma warning disable CA1031 // a fault of ours about one state must not keep the next from being looked at
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            _log($"cannot load {bundle.Root}", fault);
        }
    }

    private Task LintAsync(EditorCheck check) => Task.Run(async () =>
    {
        try
        {
            var linted = check.Linted();
            // of a state that is over nothing is told any more
            if (!ReferenceEquals(Interlocked.CompareExchange(ref _last, linted, check), check)) return;
            await _tell(this, linted);
        }
#pragma warning disable CA1031 // as above
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            _log($"cannot lint {check.Bundle.Root}", fault);
        }
    });
}
