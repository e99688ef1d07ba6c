using Pdp.Server.Logging;

namespace Pdp.Server.Services;

internal sealed partial class DecisionEndpoints
{
    [LoggerMessage(EventIds.DecisionFailed, LogLevel.Error, "an item was not decided because of a fault of the server", EventName = nameof(EventIds.DecisionFailed))]
    private static partial void LogDecisionFailed(ILogger logger, Exception exception);
}
