using Pdp.Bundles;
using Pdp.Bundles.Sources;
using Pdp.Bundles.Sources.Watching;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Pdp.Server.Logging;
using Pdp.Server.Settings;

namespace Pdp.Server.Access;

/// <summary>
/// Puts changes of the access policies and of the API keys in force while the server runs: whole, or not at all. What is wrong is told, and
/// what was in force stays so.
/// </summary>
internal sealed partial class AccessFollower(AccessControl access, PdpServerOptions options, TimeProvider clock, AccessMeter meter, ILogger<AccessFollower> logger) : BackgroundService
{
    private static readonly TimeSpan LookAtKeys = TimeSpan.FromSeconds(1);

    private readonly Lock _swapping = new();
    private string? _toldOfPolicies;
    private string? _toldOfKeys;

    /// <summary>Looks at the file of keys.</summary>
    public void LookAtFile()
    {
        var findings = new List<SourceDiagnostic>();
        var keys = AccessLoading.Keys(options.ApiKeys, findings);
        if (!IsNews(ref _toldOfKeys, findings, "the API keys") || keys is null || keys.AreAs(access.Current.Keys)) return;
        lock (_swapping) access.Activate(access.Current with { Keys = keys });
        meter.CountLoad(isLoaded: true);
        LogKeys(logger, keys.Count);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var current = access.Current;
        if ((options.Access ?? options.ApiKeys) is not null) LogLoaded(logger, current.Policies.Directory, current.Policies.Revision, current.Keys.Count);
        if (!options.Reload) return Task.CompletedTask;
        return Task.WhenAll(FollowPoliciesAsync(stoppingToken), FollowKeysAsync(stoppingToken));
    }

    private async Task FollowPoliciesAsync(CancellationToken stopping)
    {
        if (options.Access is not { } folder) return;
        using var source = new FolderSource(
            folder, new LoadOptions(), new WatchOptions { Notices = options.Watch, Poll = options.Poll }, clock, warning => LogWatchFailed(logger, warning, options.Poll));

        // what changed between the first reading and the watch has been told to nobody
        await TryAsync(async () => await ReadAsync(source, stopping), stopping);
        while (!stopping.IsCancellationRequested)
        {
            await TryAsync(async () =>
            {
                await source.WaitAsync(stopping);
                await ReadAsync(source, stopping);
            }, stopping);
        }
    }

    private async Task FollowKeysAsync(CancellationToken stopping)
    {
        if (options.ApiKeys is null) return;
        using var timer = new PeriodicTimer(LookAtKeys, clock);
        while (!stopping.IsCancellationRequested)
        {
            await TryAsync(async () =>
            {
                await timer.WaitForNextTickAsync(stopping);
                LookAtFile();
            }, stopping);
        }
    }

    private async Task ReadAsync(FolderSource source, CancellationToken stopping)
    {
        var read = await source.ReadAsync(access.Current.Policies, stopping);
        var findings = new List<SourceDiagnostic>();
        var policies = AccessLoading.Check(read, clock.GetUtcNow(), findings, stopping);
        if (!IsNews(ref _toldOfPolicies, findings, "the access policies") || policies is null || policies.Content == access.Current.Policies.Content) return;
        lock (_swapping) access.Activate(access.Current with { Policies = policies });
        meter.CountLoad(isLoaded: true);
        LogLoaded(logger, policies.Directory, policies.Revision, access.Current.Keys.Count);
        foreach (var warning in findings) LogFinding(logger, LogLevel.Warning, DiagnosticText.Format(warning));
    }

    // whether there is something to go on with; what is wrong as before is no news
    private bool IsNews(ref string? told, List<SourceDiagnostic> findings, string what)
    {
        var errors = findings.Where(static one => one.Severity == Severity.Error).Select(DiagnosticText.Format).ToArray();
        if (errors.Length == 0)
        {
            told = null;
            return true;
        }

        var text = string.Join('\n', errors);
        if (told == text) return false;
        told = text;
        meter.CountLoad(isLoaded: false);
        LogNotTaken(logger, what, errors.Length);
        foreach (var error in errors) LogFinding(logger, LogLevel.Error, error);
        return false;
    }

#pragma warning disable CA1031 // an error that nobody thought of must not end the following: what is in force stays so, and it is told
    private async Task TryAsync(Func<Task> step, CancellationToken stopping)
    {
        try
        {
            await step();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // the server stops
        }
        catch (Exception exception)
        {
            LogFollowFailed(logger, exception);
            await Task.Delay(LookAtKeys, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
#pragma warning restore CA1031

    [LoggerMessage(EventIds.AccessLoaded, LogLevel.Information, "who may call is decided by `{Place}` at revision {Revision} (API keys: {Keys})", EventName = nameof(EventIds.AccessLoaded))]
    private static partial void LogLoaded(ILogger logger, string place, string revision, int keys);

    [LoggerMessage(EventIds.AccessKeysLoaded, LogLevel.Information, "the API keys have changed, and count from now on (keys: {Keys})", EventName = nameof(EventIds.AccessKeysLoaded))]
    private static partial void LogKeys(ILogger logger, int keys);

    [LoggerMessage(EventIds.AccessNotTaken, LogLevel.Error, "{What} have changed and are not taken: what was in force stays so (errors: {Errors})", EventName = nameof(EventIds.AccessNotTaken))]
    private static partial void LogNotTaken(ILogger logger, string what, int errors);

    [LoggerMessage(EventId = EventIds.AccessFinding, Message = "{Finding}", EventName = nameof(EventIds.AccessFinding))]
    private static partial void LogFinding(ILogger logger, LogLevel level, string finding);

    [LoggerMessage(EventIds.AccessWatchFailed, LogLevel.Warning, "changes of the access policies are noticed by the clock alone, every {Poll}: {Why}", EventName = nameof(EventIds.AccessWatchFailed))]
    private static partial void LogWatchFailed(ILogger logger, string why, TimeSpan poll);

    [LoggerMessage(EventIds.AccessFollowFailed, LogLevel.Error, "following the access policies and API keys failed; what is in force stays so", EventName = nameof(EventIds.AccessFollowFailed))]
    private static partial void LogFollowFailed(ILogger logger, Exception exception);
}
