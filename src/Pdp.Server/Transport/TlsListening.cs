using System.Net.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Pdp.Server.Transport;

/// <summary>Has an address of the server speak TLS.</summary>
internal static class TlsListening
{
    /// <summary>How long a handshake may take.</summary>
    public static readonly TimeSpan LongestHandshake = TimeSpan.FromSeconds(5);

    /// <summary>Has it speak TLS.</summary>
    /// <param name="listen">The address.</param>
    /// <param name="transport">The encryption.</param>
    /// <param name="needsCertificate">Whether clients without a certificate are refused by the handshake, where certificates are asked for.</param>
    public static void UseTls(this ListenOptions listen, TlsTransport transport, bool needsCertificate)
    {
        List<SslApplicationProtocol> protocols = listen.Protocols == HttpProtocols.Http2
            ? [SslApplicationProtocol.Http2]
            : [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = LongestHandshake,
            OnConnection = context => new(transport.Handshake(context.Connection, protocols, needsCertificate)),
        });
        listen.Use(next => connection => transport.ServeAsync(connection, next));
    }
}
