using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Pdp.Contracts.V1;

namespace Pdp.Client;

/// <summary>Listens to a PDP's notices of changes. What was kept holds only while they come in.</summary>
internal sealed class RevisionWatch : IAsyncDisposable
{
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(500);
    private const int Heartbeats = 3;

    private readonly PdpPool _pool;
    private readonly TimeSpan _heartbeat;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _listening;
    private WatchedState? _state;
    private long _heard;

    public RevisionWatch(PdpPool pool, TimeSpan heartbeat, TimeProvider clock, ILogger logger)
    {
        _pool = pool;
        _heartbeat = heartbeat;
        _clock = clock;
        _logger = logger;
        _listening = Task.Run(ListenAsync);
    }

    /// <summary>What is known to be in force; null when that is not known now, since notices do not come in.</summary>
    public WatchedState? State =>
        Volatile.Read(ref _state) is { } state && _clock.GetElapsedTime(Volatile.Read(ref _heard)) < _heartbeat * Heartbeats ? state : null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task ListenAsync()
    {
        var isTold = false;
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                using var call = _pool.Take()!.Connections.Current.Policies.Watch(new WatchRequest { Heartbeat = Duration.FromTimeSpan(_heartbeat) }, cancellationToken: _ending.Token);
                while (await NextAsync(call))
                {
                    Take(call.ResponseStream.Current);
                    if (isTold) Log.WatchRegained(_logger);
                    isTold = false;
                }
            }
            catch (Exception failure)
            {
                // whatever it is, listening goes on: nothing would be kept ever after otherwise
                if (!isTold && !_ending.IsCancellationRequested) Log.WatchLost(_logger, failure.Message);
                isTold = true;
            }

            Volatile.Write(ref _state, null);
            await Task.Delay(BetweenAttempts, _clock, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // a stream that says nothing for three heartbeats is dead, and another is tried
    private async Task<bool> NextAsync(AsyncServerStreamingCall<WatchResponse> call) =>
        await call.ResponseStream.MoveNext(_ending.Token).WaitAsync(_heartbeat * Heartbeats, _clock, _ending.Token);

    private void Take(WatchResponse notice)
    {
        if (notice.Staleness is not null)
        {
            Volatile.Write(ref _state, null);
        }
        else if (!notice.IsHeartbeat || Volatile.Read(ref _state) is null)
        {
            Volatile.Write(ref _state, new WatchedState(notice.Revision));
        }

        Volatile.Write(ref _heard, _clock.GetTimestamp());
    }
}
