using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Pdp.Server.Transport;

/// <summary>The process at the other end of a socket in the file system, as the kernel says when it connects: a feature of the connection.</summary>
/// <param name="ProcessId">The process. It may have ended, and another may have its number.</param>
/// <param name="UserId">Its user.</param>
/// <param name="GroupId">Its group.</param>
internal sealed record UnixPeer(int ProcessId, uint UserId, uint GroupId)
{
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;

    /// <summary>Has each connection know its process, where the system tells it.</summary>
    public static ConnectionDelegate Note(ConnectionDelegate next) => connection =>
    {
        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket && Of(socket) is { } peer) connection.Features.Set(peer);
        return next(connection);
    };

    /// <summary>The process at the other end; null when the system does not tell.</summary>
    public static UnixPeer? Of(Socket socket)
    {
        if (!OperatingSystem.IsLinux()) return null;
        Span<byte> credentials = stackalloc byte[3 * sizeof(int)];
        try
        {
            if (socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) != credentials.Length) return null;
        }
        catch (SocketException)
        {
            return null;
        }

        var values = MemoryMarshal.Cast<byte, int>(credentials);
        return new UnixPeer(values[0], (uint)values[1], (uint)values[2]);
    }
}
