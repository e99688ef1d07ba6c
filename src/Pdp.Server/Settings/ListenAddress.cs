using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Pdp.Server.Settings;

/// <summary>Where to listen: <c>ADDRESS:PORT</c> or <c>unix:PATH</c>.</summary>
internal sealed record ListenAddress
{
    private const string UnixPrefix = "unix:";

    // The kernel's sockaddr_un holds 108 bytes with the final zero.
    private const int LongestUnixPath = 107;

    private ListenAddress(EndPoint endPoint, string? path) => (EndPoint, UnixPath) = (endPoint, path);

    /// <summary>The socket's address.</summary>
    public EndPoint EndPoint { get; }

    /// <summary>The socket's file, or null.</summary>
    public string? UnixPath { get; }

    /// <summary>Whether only processes of this machine can connect.</summary>
    public bool IsLocal => EndPoint is not IPEndPoint ip || IPAddress.IsLoopback(ip.Address);

    /// <summary>Whether one socket already takes what the other wants.</summary>
    public bool Overlaps(ListenAddress other)
    {
        if (UnixPath is not null && other.UnixPath is not null)
        {
            return Path.GetFullPath(UnixPath) == Path.GetFullPath(other.UnixPath);
        }

        if (EndPoint is not IPEndPoint mine || other.EndPoint is not IPEndPoint theirs || mine.Port == 0 || mine.Port != theirs.Port)
        {
            return false;
        }

        return mine.Address.Equals(theirs.Address) || Holds(mine.Address, theirs.Address) || Holds(theirs.Address, mine.Address);

        // `[::]` takes IPv4 as well.
        static bool Holds(IPAddress any, IPAddress one) => any.Equals(IPAddress.IPv6Any)
            || (any.Equals(IPAddress.Any) && one.AddressFamily == AddressFamily.InterNetwork);
    }

    /// <summary>An address on IPv4's loopback.</summary>
    public static ListenAddress Loopback(int port) => new(new IPEndPoint(IPAddress.Loopback, port), null);

    /// <summary>Reads an address; on failure tells what was expected.</summary>
    public static ListenAddress? Parse(string text, out string? error)
    {
        error = null;
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal)) return Unix(text[UnixPrefix.Length..], out error);
        var colon = text.LastIndexOf(':');
        if (colon > 0 && Host(text[..colon]) is { } address)
        {
            if (int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) &&
                port <= IPEndPoint.MaxPort)
            {
                return new ListenAddress(new IPEndPoint(address, port), null);
            }

            error = $"expected a port from 0 to 65535, got `{text[(colon + 1)..]}`";
            return null;
        }

        error = $"expected ADDRESS:PORT (such as `127.0.0.1:50051`, `[::1]:50051`, `localhost:50051`, `*:50051`) or unix:PATH, got `{text}`";
        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => UnixPath is null ? EndPoint.ToString()! : UnixPrefix + UnixPath;

    private static ListenAddress? Unix(string path, out string? error)
    {
        error = path.Length == 0 ? "expected a path after `unix:`, got none"
            : System.Text.Encoding.UTF8.GetByteCount(path) > LongestUnixPath ? $"expected a path of at most {LongestUnixPath} bytes, got `{path}`"
            : path.Contains('\0', StringComparison.Ordinal) ? "expected a path, got one with a zero character"
            : null;
        return error is null ? new ListenAddress(new UnixDomainSocketEndPoint(path), path) : null;
    }

    private static IPAddress? Host(string host)
    {
        if (host == "*") return IPAddress.IPv6Any;
        if (string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)) return IPAddress.Loopback;
        if (host is ['[', .. var inner, ']'])
        {
            if (!IPAddress.TryParse(inner, out var v6) || v6.AddressFamily != AddressFamily.InterNetworkV6) return null;

            // A socket for IPv6 alone cannot be had at an address of IPv4 in IPv6's spelling.
            return v6.IsIPv4MappedToIPv6 ? v6.MapToIPv4() : v6;
        }

        // The short forms that the C library knows (`1`, `127.1`, octal parts) are more often a slip than meant.
        return host.Split('.').Length == 4 && IPAddress.TryParse(host, out var v4) && v4.ToString() == host ? v4 : null;
    }
}
