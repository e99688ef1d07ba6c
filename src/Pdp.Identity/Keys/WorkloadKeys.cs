using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pdp.Identity.WorkloadApi;

namespace Pdp.Identity.Keys;

/// <summary>
/// The key sets of trust domains, as the Workload API pushes them. What it does not say any more counts no more; what it said last counts on while
/// it cannot be reached.
/// </summary>
internal sealed class WorkloadKeys : IWorkloadWatcher<ImmutableSortedDictionary<string, byte[]>>, IAsyncDisposable
{
    private static readonly TimeSpan _afterUnknownError = TimeSpan.FromSeconds(10);
    private static readonly byte[] _none = """{"keys":[]}"""u8.ToArray();

    private readonly WorkloadApiClient _client;
    private readonly TimeProvider _time;
    private readonly Action<string>? _tell;
    private readonly CancellationTokenSource _stopped = new();
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentBag<Action> _looks = [];
    private volatile State _state = new(null, "it has said nothing yet");
    private Task _watching = Task.CompletedTask;

    /// <param name="address">Where the Workload API is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tell">Told of messages that do not count.</param>
    public WorkloadKeys(WorkloadAddress address, TimeProvider time, Action<string>? tell) => (_client, _time, _tell) = (new WorkloadApiClient(address, time), time, tell);

    /// <summary>Begins to listen.</summary>
    public void Start() => _watching = WatchAsync();

    /// <summary>Those of a trust domain.</summary>
    /// <param name="domain">Its name.</param>
    /// <param name="patience">How long the first message is waited for.</param>
    public IKeyDocuments Of(string domain, TimeSpan patience) => new OfDomain(this, domain, patience);

    /// <inheritdoc/>
    public void Came(ImmutableSortedDictionary<string, byte[]> state) => Put(new State(state, null));

    /// <inheritdoc/>
    public void Discarded(string why) => _tell?.Invoke($"the Workload API has sent what does not count: {why}");

    /// <inheritdoc/>
    public void Denied(string why) => Put(new State(ImmutableSortedDictionary<string, byte[]>.Empty, null) { Denied = why });

    /// <inheritdoc/>
    public void Lost(string why, TimeSpan pause)
    {
        // who is given nothing has nothing that could count on, and a stream that is begun again at once has not been missed
        if (_state.Denied is null && pause > TimeSpan.Zero) Put(_state with { Lost = why });
    }

    /// <inheritdoc/>
    public void Ended(string why) => Put(_state with { Lost = why });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _watching;
        _client.Dispose();
        _stopped.Dispose();
    }

    private async Task WatchAsync()
    {
        while (true)
        {
            try
            {
                await _client.WatchKeySetsAsync(this, _stopped.Token);
                return;
            }
            catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // an error that nobody thought of must not end the watching: keys would neither be renewed nor withdrawn
            catch (Exception exception)
#pragma warning restore CA1031
            {
                if (_state.Denied is null) _state = _state with { Lost = exception.Message };
                _answered.TrySetResult();
            }

            await Task.Delay(_afterUnknownError, _time, _stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Put(State state)
    {
        _state = state;
        _answered.TrySetResult();
        foreach (var look in _looks) look();
    }

    private async Task<byte[]> ReadAsync(string domain, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            await _answered.Task.WaitAsync(patience, _time, cancellation);
        }
        catch (TimeoutException e)
        {
            throw new KeyDocumentException("the Workload API has said nothing yet", e);
        }

        var state = _state;
        if (state.Lost is { } why) throw new KeyDocumentException($"the Workload API cannot be reached: {why}");
        if (state.Denied is { } denied) _tell?.Invoke($"the Workload API gives none: {denied}");
        return state.Sets!.GetValueOrDefault(domain, _none);
    }

    /// <param name="Sets">The key sets by trust domain; null: nothing was said.</param>
    /// <param name="Lost">Why that is not known to be so still; null: it is.</param>
    private sealed record State(ImmutableSortedDictionary<string, byte[]>? Sets, string? Lost)
    {
        public string? Denied { get; init; }
    }

    private sealed class OfDomain(WorkloadKeys all, string domain, TimeSpan patience) : IKeyDocuments, IPushedKeys
    {
        public Task<byte[]> ReadAsync(CancellationToken cancellation) => all.ReadAsync(domain, patience, cancellation);

        public void WhenChanged(Action look) => all._looks.Add(look);
    }
}
