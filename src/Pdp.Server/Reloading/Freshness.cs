using System.Globalization;
using Pdp.Bundles;
using Pdp.Server.Health;
using Pdp.Server.Logging;
using Pdp.Server.Serving;
using Pdp.Server.Settings;

namespace Pdp.Server.Reloading;

/// <summary>
/// Watches whether the policies in force may still be relied upon: whether their source has been reached lately enough, and
/// whether they have expired. What is stale is so until the source is reached again, or something that has not expired is in force.
/// </summary>
/// <param name="options">How long they may be relied upon.</param>
/// <param name="bundles">Is told.</param>
/// <param name="readiness">Is told.</param>
/// <param name="clock">The time: monotonic for how long ago the source was reached, the wall's for when a bundle expires.</param>
/// <param name="logger">Is told of each change.</param>
internal sealed partial class Freshness(
    PdpServerOptions options, BundleHolder bundles, Readiness readiness, TimeProvider clock, ILogger<Freshness> logger) : IDisposable
{
    // the wall's clock may be set: it is looked at as often at least
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(10);

    // what lies ahead by less counts as now: the clocks of file systems and of machines are set a little now and then
    private static readonly TimeSpan MostAhead = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private ITimer? _timer;
    private string _source = "";
    private long _reached;
    private DateTimeOffset? _reachedAt;
    private TimeSpan _headStart;
    private BundleOrigin _origin = BundleOrigin.Unknown;
    private bool _hasExpired;
    private Staleness? _told;
    private bool _isDisposed;

    /// <summary>When the source was reached last; null: that is not known.</summary>
    public DateTimeOffset? ReachedAt
    {
        get
        {
            lock (_lock) return _reachedAt;
        }
    }

    /// <summary>Begins to watch.</summary>
    /// <param name="source">How messages name the source.</param>
    /// <param name="origin">What the source says of what is in force.</param>
    /// <param name="reachedAt">
    /// When the source was reached last; null: never, as far as is known. A time that is yet to come says nothing of when that was.
    /// </param>
    public void Start(string source, BundleOrigin origin, DateTimeOffset? reachedAt)
    {
        lock (_lock)
        {
            if (reachedAt - clock.GetUtcNow() > MostAhead) reachedAt = null;
            (_source, _reachedAt) = (source, reachedAt);
            Take(origin);
            _reached = clock.GetTimestamp();
            var ago = reachedAt is { } at ? clock.GetUtcNow() - at : TimeSpan.MaxValue;
            _headStart = ago > TimeSpan.Zero ? ago : TimeSpan.Zero;
            if (!_isDisposed && (options.MaxStaleness is not null || origin.NotAfter is not null)) _timer ??= NewTimer();
        }

        Look();
    }

    /// <summary>Notes that the source was reached, and that what it has is genuine.</summary>
    public void Reach()
    {
        lock (_lock)
        {
            _reached = clock.GetTimestamp();
            _reachedAt = clock.GetUtcNow();
            _headStart = TimeSpan.Zero;
        }

        Look();
    }

    /// <summary>Notes what the source says of what has come into force.</summary>
    public void Activate(BundleOrigin origin)
    {
        lock (_lock)
        {
            Take(origin);
            if (!_isDisposed && origin.NotAfter is not null) _timer ??= NewTimer();
        }

        Look();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }
    }

    private void Take(BundleOrigin origin)
    {
        if (origin != _origin) _hasExpired = false;
        _origin = origin;
    }

    private ITimer NewTimer() => clock.CreateTimer(static state => ((Freshness)state!).Look(), this, LongestSleep, LongestSleep);

    // told under the lock: what is told last is what was found last
    private void Look()
    {
        lock (_lock)
        {
            if (_isDisposed) return;
            var now = clock.GetUtcNow();
            var message = Why(now, out var next);
            _timer?.Change(next, LongestSleep);
            if (string.Equals(message, _told?.Message, StringComparison.Ordinal)) return;
            if (message is null) LogFresh(logger, _source);
            else LogStale(logger, message);
            _told = message is null ? null : new Staleness(now, message);
            bundles.Doubt(_told);
            readiness.Doubt(_told);
        }
    }

    private string? Why(DateTimeOffset now, out TimeSpan next)
    {
        next = LongestSleep;
        if (_origin.NotAfter is { } end)
        {
            // for good: a clock that is set back makes nothing valid again
            _hasExpired |= now >= end;
            if (_hasExpired) return string.Create(CultureInfo.InvariantCulture, $"the policies in force expired at {end.UtcDateTime:O}");
            next = Least(next, end - now);
        }

        if (options.MaxStaleness is not { } most) return null;
        var ago = _headStart > most ? TimeSpan.MaxValue : clock.GetElapsedTime(_reached) + _headStart;
        if (ago < most)
        {
            next = Least(next, most - ago);
            return null;
        }

        return $"the source of the policies, `{_source}`, has not been reached for {(_reachedAt is null ? "longer than can be told" : $"more than {Text(most)}")}";
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => TimeSpan.FromTicks(Math.Max(1, Math.Min(one.Ticks, other.Ticks)));

    private static string Text(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");

    [LoggerMessage(EventIds.Stale, LogLevel.Error, "the policies are stale: {Why}", EventName = nameof(EventIds.Stale))]
    private static partial void LogStale(ILogger logger, string why);

    [LoggerMessage(EventIds.FreshAgain, LogLevel.Information, "the policies of `{Source}` are not stale any more", EventName = nameof(EventIds.FreshAgain))]
    private static partial void LogFresh(ILogger logger, string source);
}
