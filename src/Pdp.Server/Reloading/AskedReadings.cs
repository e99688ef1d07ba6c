using Pdp.Server.Serving;

namespace Pdp.Server.Reloading;

/// <summary>Readings of the source that somebody asks for. All who ask before a reading begins get what comes of that one.</summary>
internal sealed class AskedReadings
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<ReloadResult>? _next;
    private TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isClosed;

    /// <summary>Ends when somebody asks.</summary>
    public Task Asked
    {
        get
        {
            lock (_lock) return _asked.Task;
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

    /// <summary>Begins a reading.</summary>
    /// <returns>Those who wait for it; null: nobody does.</returns>
    public TaskCompletionSource<ReloadResult>? Begin()
    {
        lock (_lock)
        {
            var waiting = _next;
            _next = null;
            if (_asked.Task.IsCompleted) _asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return waiting;
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
}

/// <summary>What came of a reading that was asked for.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="State">What was in force when it was over, and what was not.</param>
internal sealed record ReloadResult(ReloadOutcome Outcome, ServingState State);
