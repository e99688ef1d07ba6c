using Microsoft.Extensions.Logging;

namespace Pdp.Client;

/// <summary>
/// Holds the connection that checks use now. It is replaced as a whole: when the files of its certificates change, and when answers stop
/// coming, since what is at the other end of a connection may be gone without a word.
/// </summary>
internal sealed class ConnectionHolder : IDisposable
{
    private const int SilentChecks = 3;
    private static readonly TimeSpan BetweenRenewals = TimeSpan.FromSeconds(1);

    private readonly ConnectionFactory _factory;
    private readonly PdpClientOptions _options;
    private readonly TlsFiles? _files;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly List<Retired> _retired = [];
    private readonly ITimer? _look;
    private Connection _current;
    private long? _renewed;
    private int _silent;
    private bool _isDisposed;

    public ConnectionHolder(ConnectionFactory factory, PdpClientOptions options, TimeProvider clock, ILogger logger)
    {
        _factory = factory;
        _options = options;
        _clock = clock;
        _logger = logger;
        _files = _factory.IsEncrypted ? new TlsFiles(options.Tls) : null;
        _current = _factory.Create(_files?.Material);
        if (_files is { HasAny: true })
            _look = clock.CreateTimer(static holder => ((ConnectionHolder)holder!).Look(), this, options.Tls.RefreshInterval, options.Tls.RefreshInterval);
    }

    /// <summary>The connection.</summary>
    public Connection Current => Volatile.Read(ref _current);

    /// <summary>Notes what came of a check: after some without an answer the connection is replaced.</summary>
    /// <returns>Whether there were so many.</returns>
    public bool Note(Connection connection, in Answer answer)
    {
        if (answer.Verdict.Reason != ReasonCode.Deadline)
        {
            if (Volatile.Read(ref _silent) != 0) Volatile.Write(ref _silent, 0);
            return false;
        }

        if (Interlocked.Increment(ref _silent) < SilentChecks) return false;
        Renew(connection);
        return true;
    }

    /// <summary>Replaces the connection, unless it was a moment ago.</summary>
    /// <param name="connection">That which is to be replaced.</param>
    public void Renew(Connection connection)
    {
        lock (_lock)
        {
            if (_isDisposed || connection != _current) return;
            if (_renewed is { } before && _clock.GetElapsedTime(before) < BetweenRenewals) return;
            _renewed = _clock.GetTimestamp();
            Swap();
        }

        Log.Renewed(_logger);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            _look?.Dispose();
            _current.Dispose();
            foreach (var retired in _retired) retired.Dispose();
            _retired.Clear();
        }
    }

    private void Look()
    {
        try
        {
            lock (_lock)
            {
                if (_isDisposed || !_files!.Refresh()) return;
                Swap();
            }

            Log.CertificatesChanged(_logger);
        }
        catch (Exception failure)
        {
            // what was read before is used on: it is valid until it expires
            Log.CertificatesUnreadable(_logger, failure.Message);
        }
    }

    private void Swap()
    {
        var old = _current;
        Volatile.Write(ref _current, _factory.Create(_files?.Material));
        Volatile.Write(ref _silent, 0);
        old.Retire();
        var retired = new Retired(old);
        _retired.Add(retired);
        retired.Timer = _clock.CreateTimer(_ => End(retired), null, _options.Timeout + TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
    }

    private void End(Retired retired)
    {
        lock (_lock) _retired.Remove(retired);
        retired.Dispose();
    }

    private sealed class Retired(Connection connection) : IDisposable
    {
        public ITimer? Timer { get; set; }

        public void Dispose()
        {
            Timer?.Dispose();
            connection.Dispose();
        }
    }
}
