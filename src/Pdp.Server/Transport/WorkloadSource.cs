using Pdp.Identity.WorkloadApi;
using Pdp.Server.Hosting;
using Pdp.Server.Logging;
using Pdp.Server.Settings;

namespace Pdp.Server.Transport;

/// <summary>Encryption that comes from the SPIFFE Workload API, which pushes each change.</summary>
internal sealed partial class WorkloadSource : ITlsSource, IWorkloadWatcher<WorkloadState>, IAsyncDisposable
{
    private static readonly TimeSpan AfterUnknownError = TimeSpan.FromSeconds(10);

    private readonly TlsOptions _options;
    private readonly TimeProvider _clock;
    private readonly TransportMeter _meter;
    private readonly ILogger<WorkloadSource> _logger;
    private readonly WorkloadApiClient _client;
    private readonly CancellationTokenSource _stopped = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile WorkloadMaterial? _material;
    private volatile string? _withdrawn;
    private volatile string? _trouble;
    private long _lostAt = long.MinValue;
    private Func<bool>? _look;
    private Task _following = Task.CompletedTask;

    public WorkloadSource(TlsOptions options, TimeProvider clock, TransportMeter meter, ILogger<WorkloadSource> logger)
    {
        _options = options;
        _clock = clock;
        _meter = meter;
        _logger = logger;
        _client = new WorkloadApiClient(options.WorkloadApi!, clock);
        meter.WatchWorkloadApi(() => Volatile.Read(ref _lostAt) is var at && at == long.MinValue ? 0 : _clock.GetElapsedTime(at).TotalSeconds);
    }

    /// <inheritdoc/>
    public bool EndsWithCertificate => true;

    /// <inheritdoc/>
    public string? Withdrawn => _withdrawn;

    /// <inheritdoc/>
    public void WhenChanged(Func<bool> look) => Volatile.Write(ref _look, look);

    /// <inheritdoc/>
    public ITlsMaterial Read() => _material ?? throw new InvalidOperationException("the Workload API has said nothing yet");

    /// <inheritdoc/>
    public async Task ReadyAsync(CancellationToken cancellation)
    {
        _following = Task.Run(() => FollowAsync(_stopped.Token), CancellationToken.None);
        try
        {
            await _first.Task.WaitAsync(_options.WorkloadWait, _clock, cancellation);
        }
        catch (TimeoutException exception)
        {
            throw new StartUpException(
                $"the Workload API at `{_options.WorkloadApi}` gave no identity within {_options.WorkloadWait.TotalSeconds:0.###} s: {_trouble ?? "it says nothing"}",
                "look whether it runs and has an entry for this workload, or wait longer with `--tls-workload-wait DURATION`", exception);
        }
    }

    /// <inheritdoc/>
    public void Came(WorkloadState state)
    {
        var material = new WorkloadMaterial(state, _options.WorkloadApi!.Text);
        (_material, _withdrawn, _trouble) = (material, null, null);
        Volatile.Write(ref _lostAt, long.MinValue);
        _first.TrySetResult();
        Volatile.Read(ref _look)?.Invoke();
    }

    /// <inheritdoc/>
    public void Discarded(string why)
    {
        _trouble = $"a message cannot be used: {why}";
        _meter.CountLoad(isLoaded: false);
        LogDiscarded(_logger, why);
    }

    /// <inheritdoc/>
    public void Denied(string why)
    {
        _trouble = why;
        var isNew = _withdrawn is null;
        _withdrawn = $"the Workload API gives this workload no identity: {why}";
        if (isNew) LogDenied(_logger, why);
        Volatile.Read(ref _look)?.Invoke();
    }

    /// <inheritdoc/>
    public void Lost(string why, TimeSpan pause)
    {
        _trouble ??= why;
        Interlocked.CompareExchange(ref _lostAt, _clock.GetTimestamp(), long.MinValue);
        LogLost(_logger, why, pause.TotalSeconds);
    }

    /// <inheritdoc/>
    public void Ended(string why)
    {
        _trouble = why;
        Interlocked.CompareExchange(ref _lostAt, _clock.GetTimestamp(), long.MinValue);
        _first.TrySetException(new StartUpException(
            $"the Workload API at `{_options.WorkloadApi}` does not take the call: {why}", "look whether a SPIFFE Workload API listens there", null));
        LogEnded(_logger, why);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ = _first.Task.Exception;
        _client.Dispose();
        _stopped.Dispose();
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await _client.WatchX509Async(this, cancellation);
                return;
            }
#pragma warning disable CA1031 // an error that nobody thought of must not end the following
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Lost(exception.Message, AfterUnknownError);
            }

            await Task.Delay(AfterUnknownError, _clock, cancellation);
        }
    }

    [LoggerMessage(EventIds.WorkloadDiscarded, LogLevel.Error, "a message of the Workload API does not count, and what came before stays: {Why}", EventName = nameof(EventIds.WorkloadDiscarded))]
    private static partial void LogDiscarded(ILogger logger, string why);

    [LoggerMessage(EventIds.WorkloadDenied, LogLevel.Error, "the Workload API gives this server no identity any more, and it takes no connections until it does: {Why}", EventName = nameof(EventIds.WorkloadDenied))]
    private static partial void LogDenied(ILogger logger, string why);

    [LoggerMessage(EventIds.WorkloadLost, LogLevel.Warning, "the stream of the Workload API has ended, and is begun again in {Pause} s: {Why}", EventName = nameof(EventIds.WorkloadLost))]
    private static partial void LogLost(ILogger logger, string why, double pause);

    [LoggerMessage(EventIds.WorkloadEnded, LogLevel.Error, "the Workload API is not asked any more, and what it gave is used until it expires: {Why}", EventName = nameof(EventIds.WorkloadEnded))]
    private static partial void LogEnded(ILogger logger, string why);
}
