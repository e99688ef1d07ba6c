using System.Net;

namespace Pdp.Server.Auditing.Sinks;

/// <summary>Where a collector takes logs by OTLP over HTTP: an <c>https</c> URL, or <c>http</c> on this machine.</summary>
internal sealed record OtlpAddress
{
    private const string LogsPath = "/v1/logs";

    private OtlpAddress(Uri url) => Url = url;

    /// <summary>The URL.</summary>
    public Uri Url { get; }

    /// <summary>The URL without what may be secret.</summary>
    public string Name => Url.GetLeftPart(UriPartial.Path) + (Url.Query.Length > 0 ? "?…" : "");

    /// <summary>Reads a URL; one without a path is the collector's own, which takes logs at <c>/v1/logs</c>.</summary>
    public static OtlpAddress? Parse(string text, out string? error)
    {
        error = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.Host.Length == 0)
            error = "expected a URL such as `https://collector.example.org:4318`, got no such text";
        else if (url.UserInfo.Length > 0)
            error = "expected a URL without a user or password: `--audit-otlp-token-file` names a file with what the collector asks for";
        else if (url.Scheme == "http" && !IsHere(url))
            error = $"expected https, got http to another machine, `{url.Host}`: whoever is on the way could read what is decided";
        if (error is not null) return null;
        return new OtlpAddress(url!.AbsolutePath is "/" ? new Uri(url, LogsPath + url.Query) : url);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static bool IsHere(Uri url) => url.Host is "localhost" || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
