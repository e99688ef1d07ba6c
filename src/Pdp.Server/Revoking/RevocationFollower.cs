using Pdp.Bundles;
using Pdp.Identity.Revocations;
using Pdp.Server.Logging;
using Pdp.Server.Settings;

namespace Pdp.Server.Revoking;

/// <summary>
/// Takes changes of the operator's file while the server runs, whole or not at all, and forgets what does not count any more. The file is looked at
/// so often that what it says is in force within a second.
/// </summary>
internal sealed partial class RevocationFollower(
    Revocations revocations, RevocationStart start, PdpServerOptions options, TimeProvider clock, RevocationMeter meter, ILogger<RevocationFollower> logger) : BackgroundService
{
    /// <summary>How often the file is looked at.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan ForgetEvery = TimeSpan.FromMinutes(1);

    private string? _told;
    private (DateTime Time, long Length)? _seen;

    /// <summary>Looks at the file, if it may have changed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="evenSo">Whether to read it though it does not look as if it had.</param>
    public void Look(string path, bool evenSo)
    {
        var file = new FileInfo(path);
        (DateTime, long)? seen = file.Exists ? (file.LastWriteTimeUtc, file.Length) : null;
        if (!evenSo && seen is not null && seen == _seen) return;
        _seen = seen;
        var (list, findings) = RevocationFile.Read(path);
        if (list is null)
        {
            var text = string.Join('\n', findings.Select(DiagnosticText.Format));
            if (text == _told) return;
            _told = text;
            meter.CountLoad(isLoaded: false);
            LogNotTaken(logger, findings.Count);
            foreach (var finding in findings) LogFinding(logger, DiagnosticText.Format(finding));
            return;
        }

        _told = null;
        if (!revocations.TakeFile(list)) return;
        meter.CountLoad(isLoaded: true);
        LogLoaded(logger, list.Count);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (start.Warning is { } warning) LogTorn(logger, warning);
        using var timer = new PeriodicTimer(Pause, clock);
        var (sinceWhole, sinceForgotten) = (clock.GetTimestamp(), clock.GetTimestamp());
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    // a file system may not tell of a change by time and length
                    var whole = clock.GetElapsedTime(sinceWhole) >= options.Poll;
                    if (whole) sinceWhole = clock.GetTimestamp();
                    if (options is { Revocations: { } path, Reload: true }) Look(path, whole);
                    if (clock.GetElapsedTime(sinceForgotten) < ForgetEvery) continue;
                    sinceForgotten = clock.GetTimestamp();
                    revocations.Forget();
                }
#pragma warning disable CA1031 // an error that nobody thought of must not end the looking: what is revoked stays so
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

    [LoggerMessage(EventIds.RevocationsLoaded, LogLevel.Information, "the file of revocations has changed, and counts from now on (revocations: {Count})", EventName = nameof(EventIds.RevocationsLoaded))]
    private static partial void LogLoaded(ILogger logger, int count);

    [LoggerMessage(EventIds.RevocationsNotTaken, LogLevel.Error, "the file of revocations has changed and is not taken: what was revoked stays so (errors: {Errors})", EventName = nameof(EventIds.RevocationsNotTaken))]
    private static partial void LogNotTaken(ILogger logger, int errors);

    [LoggerMessage(EventIds.RevocationsFinding, LogLevel.Error, "{Finding}", EventName = nameof(EventIds.RevocationsFinding))]
    private static partial void LogFinding(ILogger logger, string finding);

    [LoggerMessage(EventIds.RevocationsTorn, LogLevel.Warning, "{Warning}", EventName = nameof(EventIds.RevocationsTorn))]
    private static partial void LogTorn(ILogger logger, string warning);

    [LoggerMessage(EventIds.RevocationsLookFailed, LogLevel.Error, "looking at the revocations failed; what is revoked stays so", EventName = nameof(EventIds.RevocationsLookFailed))]
    private static partial void LogLookFailed(ILogger logger, Exception exception);
}
