using Microsoft.Extensions.Logging;

namespace Pdp.Client.AspNetCore;

/// <summary>What the operator is told. Nothing says who asked for what.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "the PDP was not asked, and the request denied: {Why}", EventName = nameof(NotAsked))]
    public static partial void NotAsked(ILogger logger, string why);

    [LoggerMessage(2, LogLevel.Error, "a request could not be authorized, and is denied", EventName = nameof(Failed))]
    public static partial void Failed(ILogger logger, Exception failure);

    // a caller can bring it about as often as it likes
    [LoggerMessage(3, LogLevel.Debug, "a request was denied without asking the PDP: {Why}", EventName = nameof(Refused))]
    public static partial void Refused(ILogger logger, string why);

    [LoggerMessage(4, LogLevel.Warning, "{Count} endpoints say nothing of authorization: `{Endpoints}`", EventName = nameof(Unmarked))]
    public static partial void Unmarked(ILogger logger, int count, string endpoints);
}
