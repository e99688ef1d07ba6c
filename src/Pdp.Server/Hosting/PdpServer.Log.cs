using System.Net;
using Pdp.Server.Logging;

namespace Pdp.Server.Hosting;

internal sealed partial class PdpServer
{
    [LoggerMessage(EventIds.Serving, LogLevel.Information,
        "serving `{Policies}` at revision {Revision} (policies: {PolicyCount}, rules: {RuleCount}); gRPC on {Grpc}, HTTP on {Http}",
        EventName = nameof(EventIds.Serving))]
    private static partial void LogServing(
        ILogger logger, string policies, string revision, int policyCount, int ruleCount, EndPoint grpc, EndPoint http);

    [LoggerMessage(EventIds.WarmedUp, LogLevel.Debug, "warmed up with {Calls} calls in {Milliseconds:0} ms",
        EventName = nameof(EventIds.WarmedUp))]
    private static partial void LogWarmedUp(ILogger logger, int calls, double milliseconds);

    [LoggerMessage(EventIds.WarmUpFailed, LogLevel.Error, "warming up failed; serving all the same",
        EventName = nameof(EventIds.WarmUpFailed))]
    private static partial void LogWarmUpFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventIds.WatchFailed, LogLevel.Warning, "{Warning}; the policies are read every {Poll}",
        EventName = nameof(EventIds.WatchFailed))]
    private static partial void LogWatchFailed(ILogger logger, string warning, TimeSpan poll);

    [LoggerMessage(EventIds.Plaintext, LogLevel.Warning,
        "`{Address}` ({Setting}) lets other machines connect WITHOUT ENCRYPTION: whoever is in between reads and changes what is asked and answered",
        EventName = nameof(EventIds.Plaintext))]
    private static partial void LogPlaintext(ILogger logger, Settings.ListenAddress address, string setting);

    [LoggerMessage(EventIds.Stopped, LogLevel.Information, "stopped", EventName = nameof(EventIds.Stopped))]
    private static partial void LogStopped(ILogger logger);
}
