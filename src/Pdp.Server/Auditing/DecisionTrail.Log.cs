using Pdp.Server.Logging;

namespace Pdp.Server.Auditing;

internal sealed partial class DecisionTrail
{
    [LoggerMessage(EventIds.AuditFailed, LogLevel.Error, "the decision log cannot be written: {Reason}; {Consequence}", EventName = nameof(EventIds.AuditFailed))]
    private static partial void LogFailed(ILogger logger, string reason, string consequence);

    [LoggerMessage(EventIds.AuditRecovered, LogLevel.Information, "the decision log is written again", EventName = nameof(EventIds.AuditRecovered))]
    private static partial void LogRecovered(ILogger logger);

    [LoggerMessage(EventIds.AuditDropped, LogLevel.Error, "{Dropped}", EventName = nameof(EventIds.AuditDropped))]
    private static partial void LogDropped(ILogger logger, string dropped);

    [LoggerMessage(EventIds.AuditFound, LogLevel.Warning, "{Found}", EventName = nameof(EventIds.AuditFound))]
    private static partial void LogFound(ILogger logger, string found);

    [LoggerMessage(EventIds.AuditShortened, LogLevel.Error, "a record of the decision log has only its id, its decision and its revision because of a fault of the server: {Fault}", EventName = nameof(EventIds.AuditShortened))]
    private static partial void LogShortened(ILogger logger, string fault);

    [LoggerMessage(EventIds.AuditLost, LogLevel.Error, "the decision log is not whole: {Lost}", EventName = nameof(EventIds.AuditLost))]
    private static partial void LogLost(ILogger logger, string lost);

    [LoggerMessage(EventIds.AuditSinkFailed, LogLevel.Error, "the decision log is not delivered to {Failed}; it is tried again, and a record says what does not get there", EventName = nameof(EventIds.AuditSinkFailed))]
    private static partial void LogSinkFailed(ILogger logger, string failed);

    [LoggerMessage(EventIds.AuditSinkRecovered, LogLevel.Information, "{Recovered}", EventName = nameof(EventIds.AuditSinkRecovered))]
    private static partial void LogSinkRecovered(ILogger logger, string recovered);
}
