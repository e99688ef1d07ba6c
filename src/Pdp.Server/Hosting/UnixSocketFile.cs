using System.Net.Sockets;
using Pdp.Server.Settings;

namespace Pdp.Server.Hosting;

/// <summary>The file of a Unix socket that a server which did not end in order has left behind.</summary>
internal static class UnixSocketFile
{
    /// <summary>Removes the file if it is a socket that nobody listens on; anything else there, or no folder, is an error.</summary>
    public static void RemoveStale(ListenAddress address)
    {
        if (address.UnixPath is not { } path) return;
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
        {
            throw new StartUpException(
                $"cannot listen on `{address}`: there is no folder `{folder}`", "make the folder, or name another path",
                new DirectoryNotFoundException());
        }

        if (!Path.Exists(path)) return;
        try
        {
            using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            probe.Connect(address.EndPoint);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused && IsSocket(path))
        {
            File.Delete(path);
            return;
        }
        catch (SocketException exception)
        {
            throw new StartUpException($"cannot listen on `{address}`: there is something else at that path", "name another path", exception);
        }

        throw new StartUpException(
            $"cannot listen on `{address}`: another process does", "stop it, or name another path",
            new SocketException((int)SocketError.AddressAlreadyInUse));
    }

    // A socket cannot be opened as a file, and everything else that refuses connections can.
    private static bool IsSocket(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read);
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
