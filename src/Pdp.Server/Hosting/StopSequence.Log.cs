using Pdp.Server.Logging;

namespace Pdp.Server.Hosting;

internal sealed partial class StopSequence
{
    [LoggerMessage(EventIds.Stopping, LogLevel.Information,
        "stopping: taking calls for another {StopDelay}, those under way then have {DrainTime} to end",
        EventName = nameof(EventIds.Stopping))]
    private static partial void LogStopping(ILogger logger, TimeSpan stopDelay, TimeSpan drainTime);
}
