namespace Pdp.Client;

/// <summary>The streams of a connection: as many as the checks under way are worth.</summary>
internal sealed class StreamLanes : IDisposable
{
    private const int ChecksWorthALane = 256;
    private static readonly TimeSpan BetweenOpenings = TimeSpan.FromMilliseconds(250);

    private readonly LaneDialer _dialer;
    private readonly PdpClientOptions _options;
    private readonly StreamTrust _trust;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly StreamLane?[] _lanes;
    private readonly long[] _opened;
    private readonly int _least;
    private int _next;
    private bool _isRetired;

    public StreamLanes(LaneDialer dialer, PdpClientOptions options, StreamTrust trust, TimeProvider clock)
    {
        _dialer = dialer;
        _options = options;
        _trust = trust;
        _clock = clock;
        _lanes = new StreamLane?[options.Streaming.MaxStreams];
        _opened = new long[_lanes.Length];
        // each of several PDPs gets some
        _least = Math.Min(dialer.Places, _lanes.Length);
    }

    /// <summary>A stream to ask on; null when none is open or can be opened now.</summary>
    /// <param name="underWay">How many checks are.</param>
    public StreamLane? Take(int underWay)
    {
        var count = Math.Clamp(underWay / ChecksWorthALane, _least, _lanes.Length);
        var index = (int)((uint)Interlocked.Increment(ref _next) % (uint)count);
        return Volatile.Read(ref _lanes[index]) is { IsBroken: false } lane ? lane : Open(index);
    }

    /// <summary>Notes that a call of its own was answered.</summary>
    public void CallAnswered() => _trust.CallAnswered();

    /// <summary>Ends the streams once what was asked is answered, and opens none any more.</summary>
    public void Retire()
    {
        lock (_lock)
        {
            _isRetired = true;
            foreach (var lane in _lanes) lane?.Complete();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isRetired = true;
            foreach (var lane in _lanes) lane?.Dispose();
        }
    }

    // one that has broken is not opened at once again and again: checks are calls of their own meanwhile
    private StreamLane? Open(int index)
    {
        lock (_lock)
        {
            if (_lanes[index] is { IsBroken: false } other) return other;
            if (_isRetired || !_trust.IsWorthTrying || (_opened[index] != 0 && _clock.GetElapsedTime(_opened[index]) < BetweenOpenings)) return null;
            _lanes[index]?.Dispose();
            _opened[index] = _clock.GetTimestamp();
            var lane = new StreamLane(_dialer.Dial(index), _dialer.Address(index), _options, _trust, _clock);
            Volatile.Write(ref _lanes[index], lane);
            return lane;
        }
    }
}
