using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Pdp.Client;

/// <summary>What kind of place a PDP listens at.</summary>
internal enum EndpointKind
{
    Http,
    Https,
    Unix,
    Dns,
}

/// <summary>Where a PDP listens.</summary>
/// <param name="Kind">The kind of place.</param>
/// <param name="Host">The host, or the socket's path.</param>
/// <param name="Port">The port; 0 for a socket.</param>
/// <param name="IsEncrypted">Whether it is spoken to over TLS.</param>
internal sealed record Endpoint(EndpointKind Kind, string Host, int Port, bool IsEncrypted)
{
    private const string Expected = "expected `http://HOST:PORT`, `https://HOST:PORT`, `dns:///HOST:PORT`, `dnss:///HOST:PORT` for TLS, or `unix:/PATH`";

    /// <summary>Whether what is sent there does not leave this machine.</summary>
    public bool IsLocal => Kind == EndpointKind.Unix
        || string.Equals(Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Reads one.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Endpoint? endpoint, out string problem)
    {
        endpoint = null;
        problem = Expected;
        if (string.IsNullOrEmpty(text)) return false;
        if (text.StartsWith("unix:", StringComparison.Ordinal))
        {
            var path = text["unix:".Length..];
            if (!path.StartsWith('/')) return false;
            endpoint = new Endpoint(EndpointKind.Unix, "/" + path.TrimStart('/'), 0, IsEncrypted: false);
            return true;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)) return false;
        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            problem = "expected no user, query or fragment";
            return false;
        }

        if (uri.Scheme is "dns" or "dnss")
        {
            if (uri.Host.Length > 0 || !Uri.TryCreate("http://" + uri.AbsolutePath.Trim('/'), UriKind.Absolute, out var inner) || inner.IsDefaultPort) return false;
            endpoint = new Endpoint(EndpointKind.Dns, inner.Host, inner.Port, uri.Scheme == "dnss");
            return true;
        }

        if ((uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps) || uri.AbsolutePath != "/" || uri.Host.Length == 0) return false;
        var isEncrypted = uri.Scheme == Uri.UriSchemeHttps;
        endpoint = new Endpoint(isEncrypted ? EndpointKind.Https : EndpointKind.Http, uri.Host, uri.Port, isEncrypted);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        EndpointKind.Unix => $"unix:{Host}",
        EndpointKind.Dns => $"{(IsEncrypted ? "dnss" : "dns")}:///{Host}:{Port}",
        EndpointKind.Https => $"https://{Host}:{Port}",
        _ => $"http://{Host}:{Port}",
    };
}
