using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Pdp.Bundles;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Pdp.Server.Health;
using Pdp.Server.Hosting;
using Pdp.Server.Settings;

namespace Pdp.Server.Transport;

/// <summary>
/// The encryption of connections. Every handshake takes what is in force at that moment; files are looked at by the clock, the Workload API
/// tells of its changes, and what they hold takes the place of what is in force as a whole, or not at all. Connections that are open stay open when the server's
/// certificate changes, and are verified again when it changes whose certificates are believed.
/// </summary>
internal sealed partial class TlsTransport : BackgroundService
{
    private static readonly TimeSpan RecordPause = TimeSpan.FromSeconds(1);

    // HTTP/2 forbids the others (RFC 9113, appendix A), and all of these keep what was said secret when a key is lost; elsewhere than on Linux the system decides
    private static readonly CipherSuitesPolicy? Ciphers = OperatingSystem.IsLinux()
        ? new CipherSuitesPolicy(
        [
            TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        ])
        : null;

    private readonly ITlsSource _source;
    private readonly TlsOptions _options;
    private readonly Readiness _readiness;
    private readonly TimeProvider _clock;
    private readonly TransportMeter _meter;
    private readonly ILogger<TlsTransport> _logger;
    private readonly OpenPeers _peers = new();
    private readonly Lock _looking = new();
    private IReadOnlyList<SourceDiagnostic> _warnings;
    private volatile TlsSnapshot? _current;
    private bool _isExpired;
    private string? _failed;
    private string? _told;
    private long _lastRecord = long.MinValue;
    private long _leftOut;

    public TlsTransport(
        TlsStart start, ITlsSource source, TlsOptions options, Readiness readiness, TimeProvider clock, TransportMeter meter, ILogger<TlsTransport> logger)
    {
        _source = source;
        _options = options;
        _readiness = readiness;
        _clock = clock;
        _meter = meter;
        _logger = logger;
        _current = start.Snapshot;
        _warnings = start.Warnings;
        meter.Watch(() => _current is { } current ? (current.Until - _clock.GetUtcNow()).TotalSeconds : 0);
    }

    /// <summary>What is in force.</summary>
    public TlsSnapshot Current => _current ?? throw new InvalidOperationException("the encryption is not ready");

    /// <summary>The same; null: there is nothing yet.</summary>
    public TlsSnapshot? InForce => _current;

    /// <summary>Who is at the other end of the connections that are open and whose clients showed a certificate.</summary>
    public IReadOnlyList<PeerIdentity> Connected => [.. _peers.All.Select(static one => one.Identity)];

    /// <summary>Waits until there is something to encrypt with.</summary>
    /// <exception cref="StartUpException">There is nothing.</exception>
    public async Task ReadyAsync(CancellationToken cancellation)
    {
        if (_current is not null) return;
        await _source.ReadyAsync(cancellation);
        var start = TlsStart.Of(_source.Read(), _clock);
        _current = start.Snapshot;
        _warnings = start.Warnings;
        _source.WhenChanged(() =>
        {
            LookAnyway();
            return HasTaken();
        });
        Look();
    }

    /// <summary>How a handshake is to go that begins now.</summary>
    /// <param name="connection">Its connection.</param>
    /// <param name="protocols">What may be spoken afterwards.</param>
    /// <param name="needsCertificate">Whether a client that has no certificate is refused by the handshake; else it is told so by HTTP.</param>
    /// <exception cref="AuthenticationException">The server has nothing to show.</exception>
    public SslServerAuthenticationOptions Handshake(ConnectionContext connection, List<SslApplicationProtocol> protocols, bool needsCertificate)
    {
        var snapshot = Current;
        if (WhyNone(snapshot) is { } why) throw new AuthenticationException(why);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = snapshot.Context, ApplicationProtocols = protocols, EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CipherSuitesPolicy = Ciphers, AllowRenegotiation = false, CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        if (snapshot.Trust is not { } trust) return options;
        options.ClientCertificateRequired = true;

        // a session that is taken up again has the client's certificate, but not those that it sent with it
        options.AllowTlsResume = false;
        options.CertificateChainPolicy = ClientTrust.Policy(trust.All, _clock.GetUtcNow());
        options.RemoteCertificateValidationCallback = (_, certificate, chain, _) => Accept(connection, snapshot, certificate as X509Certificate2, chain, needsCertificate);
        return options;
    }

    /// <summary>Serves a connection after its handshake.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.Features.Get<OpenPeer>() is not { } peer)
        {
            if (Current.Trust is not null) connection.Features.Set(NamelessConnection.Instance);
            await next(connection);
            return;
        }

        _peers.Add(peer);
        try
        {
            // whatever has changed since the handshake has not seen this connection
            if (Recheck(peer)) await next(connection);
        }
        finally
        {
            _peers.Remove(peer);
        }
    }

    /// <summary>Looks at what there is to encrypt with, and at the open connections.</summary>
    public void Look()
    {
        lock (_looking)
        {
            var current = Current;
            if (_source.Withdrawn is { } withdrawn) _current = current with { Withdrawn = withdrawn };
            else if (_source.Read() is var material && (current.Withdrawn is not null || current.KeepsIdentity || material.Digest != current.Material.Digest)) Take(material, current);
            else _failed = _told = null;
            TellWhetherReady();
        }

        foreach (var peer in _peers.All) Recheck(peer);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LogLoaded(_logger, Current.Thumbprint, Named(Current), Current.Until);
        TellOf(_warnings);
        using var timer = new PeriodicTimer(_options.Poll, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) LookAnyway();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the server stops
        }
    }

    private bool HasTaken()
    {
        var current = Current;
        return current.Withdrawn is null && !current.KeepsIdentity && _source.Read().Digest == current.Material.Digest;
    }

    private void LookAnyway()
    {
        try
        {
            Look();
        }
#pragma warning disable CA1031 // an error that nobody thought of must not end the looking: what is in force stays so
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogLookFailed(_logger, exception);
        }
    }

    // what may have been read in the middle of a change is told only when it stays so
    private void Take(ITlsMaterial material, TlsSnapshot current)
    {
        var (snapshot, findings) = material.Load(current, _clock.GetUtcNow());
        var isWhole = snapshot is not null && !findings.Any(static one => one.Severity == Severity.Error);
        var stays = isWhole || _failed == material.Digest || !material.MayBeTorn;
        _failed = isWhole ? null : material.Digest;
        if (!stays) return;
        if (snapshot is not null)
        {
            var trusts = material.TrustDigest != current.Material.TrustDigest;
            _current = snapshot with { Generation = current.Generation + (trusts ? 1 : 0) };
            if (!snapshot.KeepsIdentity)
            {
                _told = null;
                _meter.CountLoad(isLoaded: isWhole);
                LogLoaded(_logger, snapshot.Thumbprint, Named(snapshot), snapshot.Until);
                TellOf(findings);
                return;
            }
        }

        if (_told == material.Digest) return;
        _told = material.Digest;
        _meter.CountLoad(isLoaded: false);
        LogRefused(_logger, findings.Count(static one => one.Severity == Severity.Error));
        foreach (var finding in findings) LogFinding(_logger, LogLevel.Error, DiagnosticText.Format(finding));
    }

    private void TellOf(IReadOnlyList<SourceDiagnostic> findings)
    {
        foreach (var finding in findings)
        {
            var text = DiagnosticText.Format(finding);
            if (finding.Severity == Severity.Error) LogFinding(_logger, LogLevel.Error, text);
            else LogFinding(_logger, LogLevel.Warning, text);
        }
    }

    private string? WhyNone(TlsSnapshot snapshot) =>
        snapshot.Withdrawn ?? (_source.EndsWithCertificate && _clock.GetUtcNow() > snapshot.Until ? $"the certificate of this server expired at {snapshot.Until:u}" : null);

    private void TellWhetherReady()
    {
        var current = Current;
        var why = WhyNone(current);
        var isExpired = why is not null && current.Withdrawn is null;
        if (isExpired && !_isExpired) LogExpired(_logger, current.Until);
        _isExpired = isExpired;
        _readiness.NoteIdentity(why);
    }

    private static string Named(TlsSnapshot snapshot) => snapshot.Certificate.Subject is { Length: > 0 } subject ? subject : AlternativeNames.Of(snapshot.Certificate)?.Uris.FirstOrDefault() ?? "";

    private bool Accept(ConnectionContext connection, TlsSnapshot snapshot, X509Certificate2? certificate, X509Chain? chain, bool needsCertificate)
    {
        if (certificate is null)
        {
            if (needsCertificate) TellRefused(connection, "none", "it shows none");
            return !needsCertificate;
        }

        X509Certificate2Collection sent = chain?.ChainPolicy.ExtraStore ?? [];
        var verdict = snapshot.Trust!.Verify(certificate, sent, _clock.GetUtcNow());
        if (verdict.Peer is not { } identity)
        {
            TellRefused(connection, certificate.GetCertHashString(HashAlgorithmName.SHA256), verdict.Refusal!);
            return false;
        }

        connection.Features.Set(identity);
        connection.Features.Set(new OpenPeer(connection, certificate.RawData, [.. sent.Select(static one => one.RawData)])
        {
            Generation = snapshot.Generation, Until = verdict.Until, Identity = identity,
        });
        return true;
    }

    private bool Recheck(OpenPeer peer)
    {
        if (peer.Check(Current, _clock.GetUtcNow()) is not { } why) return true;
        _meter.CountCutOff();
        LogCutOff(_logger, peer.Identity.Name, peer.Identity.Thumbprint, why);
        _peers.Remove(peer);
        peer.Connection.Abort(new ConnectionAbortedException("the client's certificate is not believed any more"));
        return false;
    }

    // whoever can connect can have handshakes refused: they must not fill the log
    private void TellRefused(ConnectionContext connection, string thumbprint, string why)
    {
        _meter.CountRefused();
        var now = _clock.GetTimestamp();
        var last = Volatile.Read(ref _lastRecord);
        if ((last != long.MinValue && _clock.GetElapsedTime(last, now) < RecordPause) || Interlocked.CompareExchange(ref _lastRecord, now, last) != last)
        {
            Interlocked.Increment(ref _leftOut);
            return;
        }

        LogPeerRefused(_logger, thumbprint, connection.RemoteEndPoint, why, Interlocked.Exchange(ref _leftOut, 0));
    }
}

/// <summary>The encryption that a server starts with.</summary>
/// <param name="Snapshot">The encryption; null: it is yet to come.</param>
/// <param name="Warnings">What is to be told of what it was made of.</param>
internal sealed record TlsStart(TlsSnapshot? Snapshot, IReadOnlyList<SourceDiagnostic> Warnings)
{
    /// <summary>Reads it, if it comes from files.</summary>
    /// <exception cref="StartUpException">Something is wrong with the files.</exception>
    public static TlsStart? Read(TlsOptions options, TimeProvider clock)
    {
        if (!options.IsOn) return null;
        return options.WorkloadApi is null && options.Vault is null ? Of(TlsFiles.Read(options), clock) : new TlsStart(null, []);
    }

    /// <summary>Makes it.</summary>
    /// <exception cref="StartUpException">Something is wrong with what it is made of.</exception>
    public static TlsStart Of(ITlsMaterial material, TimeProvider clock)
    {
        var (snapshot, findings) = material.Load(null, clock.GetUtcNow());
        if (snapshot is not null) return new TlsStart(snapshot, findings);
        var errors = findings.Count(static one => one.Severity == Severity.Error);
        throw new StartUpException($"connections cannot be encrypted: {errors} {(errors == 1 ? "error" : "errors")}", "correct what is told above; the server does not go on without", null)
        {
            Findings = findings,
        };
    }
}
