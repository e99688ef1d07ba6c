using System.Net;
using System.Net.Sockets;

namespace Pdp.Client;

/// <summary>Connects sockets.</summary>
internal static class Sockets
{
    /// <summary>Connects one.</summary>
    /// <exception cref="SocketException">Nobody is there.</exception>
    public static async ValueTask<Stream> ConnectAsync(EndPoint place, CancellationToken cancellation)
    {
        var socket = place is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(place, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
