using Pdp.Server.Logging;

namespace Pdp.Server.Reloading;

internal sealed partial class Reloader
{
    [LoggerMessage(EventIds.Activated, LogLevel.Information,
        "`{Source}` is in force at revision {Revision} (policies: {PolicyCount}, rules: {RuleCount}), after {Milliseconds:0} ms; it was at {Before}",
        EventName = nameof(EventIds.Activated))]
    private static partial void LogActivated(
        ILogger logger, string source, string revision, int policyCount, int ruleCount, double milliseconds, string before);

    [LoggerMessage(EventIds.Refused, LogLevel.Error,
        "the change of `{Source}` is refused: {Errors} error(s), told below; revision {Revision} stays in force",
        EventName = nameof(EventIds.Refused))]
    private static partial void LogRefused(ILogger logger, string source, int errors, string revision);

    [LoggerMessage(EventIds.RefusalFinding, LogLevel.Error, "{Finding}", EventName = nameof(EventIds.RefusalFinding))]
    private static partial void LogFinding(ILogger logger, string finding);

    [LoggerMessage(EventIds.ActivationWarning, LogLevel.Warning, "{Finding}", EventName = nameof(EventIds.ActivationWarning))]
    private static partial void LogWarning(ILogger logger, string finding);

    [LoggerMessage(EventIds.ReadFailed, LogLevel.Error, "reading `{Source}` failed", EventName = nameof(EventIds.ReadFailed))]
    private static partial void LogReadFailed(ILogger logger, string source, Exception exception);

    [LoggerMessage(EventIds.ReuseFailed, LogLevel.Error, "reading what has changed of `{Source}` failed: all of it is read instead", EventName = nameof(EventIds.ReuseFailed))]
    private static partial void LogReuseFailed(ILogger logger, string source, Exception exception);

    [LoggerMessage(EventIds.ServingKept, LogLevel.Warning,
        "`{Source}` has nothing that can be put in force: revision {Revision}, which was kept of an earlier run, is served and may be out of date",
        EventName = nameof(EventIds.ServingKept))]
    private static partial void LogServingKept(ILogger logger, string source, string revision);

    [LoggerMessage(EventIds.NotKept, LogLevel.Error, "{Problem}; a start without the source of the policies would serve what was kept before",
        EventName = nameof(EventIds.NotKept))]
    private static partial void LogNotKept(ILogger logger, string problem);

    [LoggerMessage(EventIds.FollowFailed, LogLevel.Error, "following `{Source}` failed; it goes on",
        EventName = nameof(EventIds.FollowFailed))]
    private static partial void LogFollowFailed(ILogger logger, string source, Exception exception);
}
