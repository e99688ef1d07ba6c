using Microsoft.Extensions.Logging;

namespace Pdp.Client;

/// <summary>What the client tells its operator. Nothing says who asked for what.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "the PDP is not asked any more, since it fails often: {Reason}: {Detail}", EventName = nameof(CircuitOpened))]
    public static partial void CircuitOpened(ILogger logger, string reason, string detail);

    [LoggerMessage(2, LogLevel.Information, "the PDP is well, and asked again", EventName = nameof(CircuitClosed))]
    public static partial void CircuitClosed(ILogger logger);

    [LoggerMessage(3, LogLevel.Warning, "the PDP does not answer: the connection to it is made anew", EventName = nameof(Renewed))]
    public static partial void Renewed(ILogger logger);

    [LoggerMessage(4, LogLevel.Information, "the certificates have changed: the connection to the PDP is made anew", EventName = nameof(CertificatesChanged))]
    public static partial void CertificatesChanged(ILogger logger);

    [LoggerMessage(5, LogLevel.Error, "the certificates have changed and cannot be read, those of before are used on: {Why}", EventName = nameof(CertificatesUnreadable))]
    public static partial void CertificatesUnreadable(ILogger logger, string why);

    [LoggerMessage(6, LogLevel.Error, "an obligation was not met: {Why}", EventName = nameof(ObligationUnmet))]
    public static partial void ObligationUnmet(ILogger logger, string why);

    [LoggerMessage(7, LogLevel.Error, "a check failed as none should: it is denied", EventName = nameof(Unexpected))]
    public static partial void Unexpected(ILogger logger, Exception failure);

    [LoggerMessage(8, LogLevel.Warning, "the PDP's notices of changes do not come in, no kept decision is used: {Why}", EventName = nameof(WatchLost))]
    public static partial void WatchLost(ILogger logger, string why);

    [LoggerMessage(9, LogLevel.Information, "the PDP's notices of changes come in again", EventName = nameof(WatchRegained))]
    public static partial void WatchRegained(ILogger logger);
}
