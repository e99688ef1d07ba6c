namespace Pdp.Client;

/// <summary>
/// Whether streams come through to a PDP at all. A proxy that waits for the end of a request before it sends it on lets calls pass, and no
/// stream: there, the longer it has been so, the less often a stream is tried.
/// </summary>
internal sealed class StreamTrust(TimeProvider clock)
{
    private const int MostDoublings = 11;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private int _silent;
    private long _silentSince;
    private volatile bool _isCallAnswered;

    /// <summary>Whether a stream may be tried now.</summary>
    public bool IsWorthTrying
    {
        get
        {
            lock (_lock) return _silent == 0 || clock.GetElapsedTime(_silentSince) >= First * (1 << Math.Min(_silent - 1, MostDoublings));
        }
    }

    /// <summary>Notes that a call of its own was answered.</summary>
    public void CallAnswered()
    {
        if (!_isCallAnswered) _isCallAnswered = true;
    }

    /// <summary>Notes that a stream has been answered on.</summary>
    public void StreamAnswered()
    {
        lock (_lock) _silent = 0;
    }

    /// <summary>Notes that nothing ever came of a stream. Where no call is answered either, that says nothing of streams.</summary>
    public void StreamSilent()
    {
        lock (_lock)
        {
            if (!_isCallAnswered) return;
            _isCallAnswered = false;
            _silent++;
            _silentSince = clock.GetTimestamp();
        }
    }
}
