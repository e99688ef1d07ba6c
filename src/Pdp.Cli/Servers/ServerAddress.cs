using System.Net;

namespace Pdp.Cli.Servers;

/// <summary>Where a server is reached: <c>HOST:PORT</c> of this machine, <c>unix:PATH</c>, or <c>https://HOST[:PORT]</c> anywhere.</summary>
/// <param name="Text">As it was given.</param>
/// <param name="Uri">What to connect to.</param>
/// <param name="UnixPath">The socket's file, or null.</param>
internal sealed record ServerAddress(string Text, Uri Uri, string? UnixPath)
{
    private const string UnixPrefix = "unix:";
    private const string Expected = "expected `127.0.0.1:50051`, `unix:PATH` or `https://HOST`";

    /// <summary>Reads an address; on failure tells what is wrong.</summary>
    public static ServerAddress? Parse(string text, out string? error)
    {
        error = null;
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            var path = text[UnixPrefix.Length..];
            if (path.Length > 0 && !path.Contains('\0', StringComparison.Ordinal)) return new ServerAddress(text, new Uri("http://localhost"), path);
            error = $"{Expected}, got `{text}`";
            return null;
        }

        var hasScheme = text.Contains("://", StringComparison.Ordinal);
        if (!Uri.TryCreate(hasScheme ? text : "http://" + text, UriKind.Absolute, out var uri)
            || uri.Host.Length == 0 || uri.PathAndQuery is not "/" || uri.UserInfo.Length > 0 || uri.Scheme is not ("http" or "https")
            || (!hasScheme && uri.IsDefaultPort))
        {
            error = $"{Expected}, got `{text}`";
            return null;
        }

        if (uri.Scheme == "https" || IsThisMachine(uri)) return new ServerAddress(text, uri, null);
        error = $"`{uri.Host}` may be another machine, and what a server tells is not sent in plaintext: expected `https://{uri.Authority}`, or an address of this machine";
        return null;
    }

    private static bool IsThisMachine(Uri uri) =>
        string.Equals(uri.Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
