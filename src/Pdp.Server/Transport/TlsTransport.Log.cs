using Pdp.Server.Logging;

namespace Pdp.Server.Transport;

internal sealed partial class TlsTransport
{
    [LoggerMessage(EventIds.TlsLoaded, LogLevel.Information, "connections are encrypted with the certificate {Thumbprint} of `{Subject}`, valid until {Until:u}", EventName = nameof(EventIds.TlsLoaded))]
    private static partial void LogLoaded(ILogger logger, string thumbprint, string subject, DateTimeOffset until);

    [LoggerMessage(EventIds.TlsRefused, LogLevel.Error, "what has changed of the encryption is not taken, and the certificate and, of files, the authorities that were in force stay so (errors: {Errors})", EventName = nameof(EventIds.TlsRefused))]
    private static partial void LogRefused(ILogger logger, int errors);

    [LoggerMessage(EventId = EventIds.TlsFinding, Message = "{Finding}", EventName = nameof(EventIds.TlsFinding))]
    private static partial void LogFinding(ILogger logger, LogLevel level, string finding);

    [LoggerMessage(EventIds.PeerRefused, LogLevel.Warning, "the certificate {Thumbprint} of a client at {Address} is refused: {Why} (handshakes refused since the last such record: {LeftOut})", EventName = nameof(EventIds.PeerRefused))]
    private static partial void LogPeerRefused(ILogger logger, string thumbprint, System.Net.EndPoint? address, string why, long leftOut);

    [LoggerMessage(EventIds.PeerCutOff, LogLevel.Warning, "the connection of `{Peer}` (certificate {Thumbprint}) is cut off: {Why}", EventName = nameof(EventIds.PeerCutOff))]
    private static partial void LogCutOff(ILogger logger, string peer, string thumbprint, string why);

    [LoggerMessage(EventIds.TlsExpired, LogLevel.Error, "the certificate of this server expired at {Until:u} and nothing took its place: no connections are taken", EventName = nameof(EventIds.TlsExpired))]
    private static partial void LogExpired(ILogger logger, DateTimeOffset until);

    [LoggerMessage(EventIds.TlsLookFailed, LogLevel.Error, "looking at the files of the encryption failed; what is in force stays so", EventName = nameof(EventIds.TlsLookFailed))]
    private static partial void LogLookFailed(ILogger logger, Exception exception);
}
