using System.Threading.Tasks.Sources;

namespace Pdp.Client;

/// <summary>Wakes one who waits. It does so behind what the thread pool has to do already: those who are about to ask go first.</summary>
internal sealed class Wake : IValueTaskSource, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<bool> _core;

    /// <summary>Waits for one <see cref="Set"/>; the one before must be over.</summary>
    public ValueTask WaitAsync() => new(this, _core.Version);

    public void Set() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void IThreadPoolWorkItem.Execute() => _core.SetResult(true);

    void IValueTaskSource.GetResult(short token)
    {
        _core.GetResult(token);
        _core.Reset();
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
