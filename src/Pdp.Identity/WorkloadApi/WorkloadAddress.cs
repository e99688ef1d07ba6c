using System.Net;
using System.Net.Sockets;

namespace Pdp.Identity.WorkloadApi;

/// <summary>Where the SPIFFE Workload API is (SPIFFE Workload Endpoint, section 4): a socket of the file system, or an address and a port.</summary>
public sealed record WorkloadAddress
{
    /// <summary>The variable of the environment that names it for all workloads of a machine.</summary>
    public const string Variable = "SPIFFE_ENDPOINT_SOCKET";

    private const string Unix = "unix://";
    private const string Tcp = "tcp://";

    // the kernel's bound of the path of a socket
    private const int LongestPath = 107;

    private WorkloadAddress(string text, EndPoint endPoint) => (Text, EndPoint) = (text, endPoint);

    /// <summary>As it was given.</summary>
    public string Text { get; }

    /// <summary>Where to connect.</summary>
    public EndPoint EndPoint { get; }

    /// <summary>Reads an address, such as <c>unix:///run/spire/agent.sock</c> or <c>tcp://127.0.0.1:8081</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="error">What is wrong with it, or null.</param>
    /// <returns>Null when it is none.</returns>
    public static WorkloadAddress? Parse(string text, out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        error = null;
        if (text.StartsWith(Unix, StringComparison.Ordinal))
        {
            var path = text[Unix.Length..];
            if (path.Length is > 1 and <= LongestPath && path[0] == '/' && !path.AsSpan().ContainsAny("?#%\0")) return new(text, new UnixDomainSocketEndPoint(path));
        }
        else if (text.StartsWith(Tcp, StringComparison.Ordinal) && IPEndPoint.TryParse(text[Tcp.Length..], out var address) && address.Port != 0
            && string.Equals(address.ToString(), text[Tcp.Length..], StringComparison.Ordinal))
        {
            return new(text, address);
        }

        error = $"expected `unix:///PATH` or `tcp://IP:PORT`, got `{text}`";
        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
