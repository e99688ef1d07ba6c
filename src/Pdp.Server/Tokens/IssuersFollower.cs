using System.Security.Cryptography;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Pdp.Bundles;
using Pdp.Language.Values;
using Pdp.Server.Hosting;
using Pdp.Server.Logging;
using Pdp.Server.Settings;

namespace Pdp.Server.Tokens;

/// <summary>
/// Puts changes of the document of issuers in force while the server runs: whole, or not at all. What is wrong is told, and what was in
/// force stays so, but for issuers that are not named any more.
/// </summary>
internal sealed partial class IssuersFollower(SubjectTokens tokens, PdpServerOptions options, TimeProvider clock, ILogger<IssuersFollower> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private string? _told;

    /// <summary>Looks at the document.</summary>
    public async Task LookAsync()
    {
        byte[] json = [];
        try
        {
            json = IssuersFile.Bytes(options.Issuers!);
            var issuers = IssuersFile.Read(options.Issuers!, json, options.Tls.WorkloadApi);
            if (issuers.Digest != tokens.Digest)
            {
                await tokens.TakeAsync(issuers);
                LogTaken(logger, options.Issuers!, issuers.Issuers.Count);
            }

            _told = null;
        }
        catch (StartUpException exception)
        {
            Tell(exception.Message, exception.Findings);
            await DropAsync(json);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            Tell($"a file of `ca` cannot be used: {exception.Message.TrimEnd('.')}", []);
            await DropAsync(json);
        }
    }

    // a fault in what the document says of one issuer must not keep another that it names no more
    private async Task DropAsync(byte[] json)
    {
        if (await tokens.DropAsync(json) is > 0 and var dropped) LogDropped(logger, options.Issuers!, dropped);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Issuers is null || !options.Reload) return;
        using var timer = new PeriodicTimer(Pause, clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                await LookAsync();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // the server stops
            }
#pragma warning disable CA1031 // an error that nobody thought of must not end the following: what is in force stays so, and it is told
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogLookFailed(logger, exception);
            }
        }
    }

    // what is wrong as before is no news
    private void Tell(string message, IReadOnlyList<SourceDiagnostic> findings)
    {
        var texts = findings.Select(DiagnosticText.Format).ToArray();
        var text = string.Join('\n', [message, .. texts]);
        if (text == _told) return;
        _told = text;
        LogNotTaken(logger, message);
        foreach (var one in texts) LogFinding(logger, one);
    }

    [LoggerMessage(EventIds.IssuersTaken, LogLevel.Information, "the document `{Document}` of the issuers has changed, and counts from now on (issuers: {Issuers})", EventName = nameof(EventIds.IssuersTaken))]
    private static partial void LogTaken(ILogger logger, string document, int issuers);

    [LoggerMessage(EventIds.IssuersNotTaken, LogLevel.Error, "the document of the issuers is not taken as it is now, and what was in force stays so: {Why}", EventName = nameof(EventIds.IssuersNotTaken))]
    private static partial void LogNotTaken(ILogger logger, string why);

    [LoggerMessage(EventIds.IssuersDropped, LogLevel.Warning, "the document `{Document}` of the issuers is not taken, and those that it names no more count no more all the same (issuers: {Issuers})", EventName = nameof(EventIds.IssuersDropped))]
    private static partial void LogDropped(ILogger logger, string document, int issuers);

    [LoggerMessage(EventIds.IssuersFinding, LogLevel.Error, "{Finding}", EventName = nameof(EventIds.IssuersFinding))]
    private static partial void LogFinding(ILogger logger, string finding);

    [LoggerMessage(EventIds.IssuersLookFailed, LogLevel.Error, "looking at the document of the issuers failed; what is in force stays so", EventName = nameof(EventIds.IssuersLookFailed))]
    private static partial void LogLookFailed(ILogger logger, Exception exception);
}
