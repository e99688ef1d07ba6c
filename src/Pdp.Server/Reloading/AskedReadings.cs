using Pdp.Server.Serving;

namespace Pdp.Server.Reloading;

/// <summary>
/// Readings of the source that somebody asks for. All who ask before a reading begins get what comes of that one. Who demands one has
/// less to say: it is not told what comes of it, and may be put off.
/// </summary>
internal sealed class AskedReadings
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<ReloadResult>? _next;
    private TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isDemanded;
    private bool _isClosed;

    /// <summary>Ends when somebody asks or demands.</summary>
    public Task Asked
    {
        get
        {
            lock (_lock) return _asked.Task;
        }
    }

    /// <summary>Whether somebody waits for what comes of the next reading.</summary>
    public bool IsAwaited
    {
        get
        {
            lock (_lock) return _next is not null;
        }
    }

    /// <summary>Asks for a reading.</summary>
    /// <returns>What comes of it; cancelled when there will be none any more.</returns>
    public Task<ReloadResult> Ask()
    {
        lock (_lock)
        {
            if (_isClosed) return Task.FromCanceled<ReloadResult>(new CancellationToken(canceled: true));
            _next ??= new TaskCompletionSource<ReloadResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            _asked.TrySetResult();
            return _next.Task;
        }
    }

    /// <summary>Demands a reading.</summary>
    public void Demand()
    {
        lock (_lock)
        {
            if (_isClosed) return;
            _isDemanded = true;
            _asked.TrySetResult();
        }
    }

    /// <summary>Puts a demand off, if there is one: nothing is read for it.</summary>
    /// <returns>Whether there was one.</returns>
    public bool PutOff()
    {
        lock (_lock)
        {
            if (!_isDemanded) return false;
            _isDemanded = false;
            if (_next is null) Renew();
            return true;
        }
    }

    /// <summary>Begins a reading.</summary>
    /// <returns>Those who wait for it, null when nobody does; and whether it was demanded.</returns>
    public (TaskCompletionSource<ReloadResult>? Waiting, bool IsDemanded) Begin()
    {
        lock (_lock)
        {
            var begun = (_next, _isDemanded);
            (_next, _isDemanded) = (null, false);
            if (_asked.Task.IsCompleted) Renew();
            return begun;
        }
    }

    /// <summary>Says that there will be no readings any more.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            _next?.TrySetCanceled();
        }
    }

    private void Renew() => _asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What came of a reading that was asked for.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="State">What was in force when it was over, and what was not.</param>
internal sealed record ReloadResult(ReloadOutcome Outcome, ServingState State);
