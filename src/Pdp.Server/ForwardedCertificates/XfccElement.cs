namespace Pdp.Server.ForwardedCertificates;

/// <summary>What one proxy says of the client before it, in the header <c>X-Forwarded-Client-Cert</c>: text that proves nothing.</summary>
internal sealed class XfccElement
{
    /// <summary>Whom the proxy says it is itself, as it stands there.</summary>
    public List<string> By { get; } = [];

    /// <summary>The SHA-256 of the client's certificate; null: it does not say.</summary>
    public string? Hash { get; set; }

    /// <summary>The client's certificate: PEM, percent-encoded; null: it does not say.</summary>
    public string? Certificate { get; set; }

    /// <summary>All that the client sent, its own first, in the same form; null: it does not say.</summary>
    public string? Chain { get; set; }

    /// <summary>The certificate's subject; null: it does not say.</summary>
    public string? Subject { get; set; }

    /// <summary>The URIs of the certificate.</summary>
    public List<string> Uris { get; } = [];

    /// <summary>The host names of the certificate.</summary>
    public List<string> Dns { get; } = [];
}
