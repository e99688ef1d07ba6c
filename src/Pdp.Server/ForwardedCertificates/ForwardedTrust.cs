using System.Collections.Immutable;
using System.Numerics;
using Pdp.Bundles;
using Pdp.Language.Diagnostics;
using Pdp.Server.Logging;
using Pdp.Server.Settings;
using Pdp.Server.Transport;

namespace Pdp.Server.ForwardedCertificates;

/// <summary>
/// Whose certificates are believed that gateways hand on: those of files of their own, which are looked at by the clock and taken whole or not at
/// all, or else whose connections are believed.
/// </summary>
internal sealed partial class ForwardedTrust(
    ForwardedStart start, TlsTransport? connections, PdpServerOptions options, TimeProvider clock, ForwardedMeter meter, ILogger<ForwardedTrust> logger) : BackgroundService
{
    private ImmutableDictionary<string, BigInteger> _numbers = start.Numbers;
    private string _digest = start.Digest;
    private string? _failed;
    private string? _told;
    private ClientTrust? _own = start.Trust;

    /// <summary>Whose; null: nobody's.</summary>
    public ClientTrust? Current => options.Forwarded.IsOn ? Volatile.Read(ref _own) : connections?.Current is { Withdrawn: null } now ? now.Trust : null;

    /// <summary>Why nobody's.</summary>
    public string WhyNone => connections?.Current.Withdrawn ?? "nobody vouches for certificates";

    /// <summary>Looks at the files.</summary>
    public void Look()
    {
        var files = TrustFiles.Read(options.Forwarded, ForwardedStart.Settings);
        if (files.Digest == _digest)
        {
            _failed = _told = null;
            return;
        }

        var numbers = _numbers;
        var trust = TlsLoading.LoadTrust(files, ForwardedStart.Settings, _own, ref numbers, clock.GetUtcNow(), out var findings);

        // one that is being written counts and is told only when it stays so
        var isWhole = trust is not null && !findings.Any(static one => one.Severity == Severity.Error);
        var stays = isWhole || _failed == files.Digest;
        _failed = isWhole ? null : files.Digest;
        if (!stays) return;
        if (trust is not null)
        {
            Volatile.Write(ref _own, trust);
            (_digest, _numbers, _told) = (files.Digest, numbers, null);
            meter.CountLoad(isLoaded: isWhole);
            LogLoaded(logger);
            foreach (var finding in findings) LogFinding(logger, DiagnosticText.Format(finding));
            return;
        }

        if (_told == files.Digest) return;
        _told = files.Digest;
        meter.CountLoad(isLoaded: false);
        LogNotTaken(logger, findings.Count(static one => one.Severity == Severity.Error));
        foreach (var finding in findings) LogFinding(logger, DiagnosticText.Format(finding));
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Forwarded.IsOn) return;
        using var timer = new PeriodicTimer(options.Tls.Poll, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    Look();
                }
#pragma warning disable CA1031 // an error that nobody thought of must not end the looking: what is in force stays so
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    LogLookFailed(logger, exception);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the server stops
        }
    }

    [LoggerMessage(EventIds.ForwardedLoaded, LogLevel.Information, "the authorities of certificates that gateways hand on have changed, and count from now on", EventName = nameof(EventIds.ForwardedLoaded))]
    private static partial void LogLoaded(ILogger logger);

    [LoggerMessage(EventIds.ForwardedNotTaken, LogLevel.Error, "the authorities of certificates that gateways hand on have changed and are not taken: those before stay in force (errors: {Errors})", EventName = nameof(EventIds.ForwardedNotTaken))]
    private static partial void LogNotTaken(ILogger logger, int errors);

    [LoggerMessage(EventIds.ForwardedFinding, LogLevel.Error, "{Finding}", EventName = nameof(EventIds.ForwardedFinding))]
    private static partial void LogFinding(ILogger logger, string finding);

    [LoggerMessage(EventIds.ForwardedLookFailed, LogLevel.Error, "looking at the authorities of certificates that gateways hand on failed; those in force stay so", EventName = nameof(EventIds.ForwardedLookFailed))]
    private static partial void LogLookFailed(ILogger logger, Exception exception);
}
