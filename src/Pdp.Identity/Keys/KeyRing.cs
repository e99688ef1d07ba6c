namespace Pdp.Identity.Keys;

/// <summary>
/// The keys of an issuer as they are now. A refresh that succeeds replaces them whole, so that a withdrawn key is refused at once; one
/// that fails leaves them as they were, until they have been stale for too long. A key that is not known is looked for, but not more
/// often than the pace allows, whoever asks.
/// </summary>
internal sealed class KeyRing : IAsyncDisposable
{
    private const double Earlier = 0.1;

    private readonly IKeyDocuments _documents;
    private readonly KeyPurpose _purpose;
    private readonly string? _rsaAlgorithm;
    private readonly KeyPace _pace;
    private readonly TimeProvider _time;
    private readonly Action<string>? _tell;
    private readonly CancellationTokenSource _stopped = new();
    private readonly Lock _gate = new();
    private volatile Reading? _reading;
    private Task _refresh = Task.CompletedTask;
    private long _lastTry;
    private bool _hasTried;
    private bool _isOver;
    private ITimer? _timer;

    /// <param name="documents">Where the keys are to be had.</param>
    /// <param name="purpose">What they are for.</param>
    /// <param name="rsaAlgorithm">The algorithm of RSA keys that name none.</param>
    /// <param name="pace">How often they are read, and how long they count.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tell">Told of every reading that failed.</param>
    public KeyRing(IKeyDocuments documents, KeyPurpose purpose, string? rsaAlgorithm, KeyPace pace, TimeProvider time, Action<string>? tell) =>
        (_documents, _purpose, _rsaAlgorithm, _pace, _time, _tell) = (documents, purpose, rsaAlgorithm, pace, time, tell);

    /// <summary>The keys, or null when they were never read or count no more.</summary>
    public KeySet? Current =>
        _reading is { } reading && _time.GetElapsedTime(reading.At) <= _pace.MaxStale ? reading.Keys : null;

    /// <summary>How long ago the keys were read last, and how long they still count if they cannot be read again; null: they were never read.</summary>
    public (TimeSpan Since, TimeSpan Left)? Age =>
        _reading is { } reading && _time.GetElapsedTime(reading.At) is var since ? (since, since < _pace.MaxStale ? _pace.MaxStale - since : TimeSpan.Zero) : null;

    /// <summary>Reads the keys for the first time and from then on at the pace.</summary>
    public async Task StartAsync()
    {
        (_documents as IPushedKeys)?.WhenChanged(() => _ = RefreshAnewAsync());
        await RefreshAsync();

        // it may have been disposed of meanwhile, and nobody would end the timer then
        lock (_gate)
        {
            if (_isOver) return;
            _timer = _time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(UntilNext(), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The keys for a token whose key is unknown: read again, unless that has just been tried.</summary>
    public async ValueTask<KeySet?> LookAgainAsync(CancellationToken cancellation)
    {
        Task? refresh = null;
        lock (_gate)
        {
            if (!_refresh.IsCompleted) refresh = _refresh;
            else if (!_hasTried || _time.GetElapsedTime(_lastTry) >= _pace.LookAgain) refresh = RefreshAsync();
        }

        if (refresh is not null) await refresh.WaitAsync(cancellation);
        return Current;
    }

    /// <summary>Reads the keys now, or waits for the reading under way. It never fails: a failure is told, and the keys stay.</summary>
    public Task RefreshAsync()
    {
        lock (_gate)
        {
            if (!_refresh.IsCompleted || _isOver) return _refresh;
            (_lastTry, _hasTried) = (_time.GetTimestamp(), true);
            return _refresh = ReadAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isOver) return;
            _isOver = true;
        }

        if (_timer is not null) await _timer.DisposeAsync();
        await _stopped.CancelAsync();
        await _refresh;
        _stopped.Dispose();
        (_documents as IDisposable)?.Dispose();
    }

    private void Tick()
    {
        _ = RefreshAsync();
        _timer!.Change(UntilNext(), Timeout.InfiniteTimeSpan);
    }

    // servers that were started together must not all ask at once
    private TimeSpan UntilNext() => _pace.Refresh * (1 - (Random.Shared.NextDouble() * Earlier));

    // a reading under way may have begun before the change
    private async Task RefreshAnewAsync()
    {
        await RefreshAsync();
        if (!_stopped.IsCancellationRequested) await RefreshAsync();
    }

    private async Task ReadAsync()
    {
        // Not under the lock: reading a file may end at once.
        await Task.Yield();
        try
        {
            var at = _time.GetTimestamp();
            var document = await _documents.ReadAsync(_stopped.Token);
            if (KeySetReader.Read(document, _purpose, _rsaAlgorithm, out var error) is not { } keys)
            {
                _tell?.Invoke(error!);
                return;
            }

            // The same keys stay the same object: what was verified by them stays verified.
            var before = _reading?.Keys;
            _reading = new Reading(before is not null && before.Equals(keys) ? before : keys, at);
        }
        catch (KeyDocumentException e)
        {
            _tell?.Invoke(e.Message);
        }
        catch (OperationCanceledException)
        {
            // The ring is being disposed of.
        }
    }

    private sealed record Reading(KeySet Keys, long At);
}
