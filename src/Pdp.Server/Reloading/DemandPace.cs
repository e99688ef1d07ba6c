namespace Pdp.Server.Reloading;

/// <summary>
/// How often the source is read because a call demands it. Demands are made up as easily as sent, so that each reading that brought
/// nothing new makes the pause after it twice as long, up to the time after which the source is read anyway.
/// </summary>
/// <param name="longest">The longest pause, if it is longer than the first.</param>
/// <param name="clock">The time.</param>
internal sealed class DemandPace(TimeSpan longest, TimeProvider clock)
{
    /// <summary>The first pause.</summary>
    public static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private TimeSpan _pause;
    private long? _since;
    private bool _isUnderWay;

    /// <summary>Takes leave for a reading.</summary>
    /// <returns>False: it is too early, or one is under way.</returns>
    public bool TryBegin()
    {
        lock (_lock)
        {
            if (_isUnderWay || (_since is { } since && clock.GetElapsedTime(since) < _pause)) return false;
            _isUnderWay = true;
            return true;
        }
    }

    /// <summary>Notes that the reading has not taken place.</summary>
    public void PutOff()
    {
        lock (_lock) _isUnderWay = false;
    }

    /// <summary>Notes that the reading is over.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isUnderWay = false;
            _since = clock.GetTimestamp();
            var next = _pause < First ? First : _pause * 2;
            _pause = next < longest ? next : longest > First ? longest : First;
        }
    }

    /// <summary>Notes that something new has come into force, whoever had the source read: what is demanded may be next.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            if (_pause > First) _pause = First;
        }
    }
}
