namespace Pdp.Bundles.Sources.Https;

/// <summary>How long to wait before a server is asked again.</summary>
internal sealed class Pace(TimeSpan poll, Func<double> chance)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestAskedFor = TimeSpan.FromHours(1);
    private const int MostDoublings = 20;

    private int _failures;

    /// <summary>The pause after a failure: twice as long after each in a row, up to the poll, unless the server asks for longer.</summary>
    public TimeSpan AfterFailure(TimeSpan? askedFor)
    {
        var pause = First * Math.Pow(2, Math.Min(_failures++, MostDoublings));
        if (pause > poll) pause = poll;
        pause = Spread(pause);
        if (askedFor is not { } asked || asked <= pause) return pause;
        return asked < LongestAskedFor ? asked : LongestAskedFor;
    }

    /// <summary>The pause after an answer.</summary>
    /// <param name="hasWaited">Whether the server waits with its answers: then it may be asked again at once.</param>
    /// <param name="isNew">Whether it answered with something new.</param>
    public TimeSpan AfterAnswer(bool hasWaited, bool isNew)
    {
        _failures = 0;
        if (hasWaited) return TimeSpan.Zero;
        return isNew && First < poll ? First : Spread(poll);
    }

    // so that servers that were started together do not ask together
    private TimeSpan Spread(TimeSpan pause) => pause * (0.75 + (0.25 * chance()));
}
