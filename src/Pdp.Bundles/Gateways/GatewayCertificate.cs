using System.Collections.Immutable;

namespace Pdp.Bundles.Gateways;

/// <summary>How a gateway hands on the certificate that its client showed.</summary>
/// <param name="Form">In which form.</param>
public sealed record GatewayCertificate(CertificateForm Form)
{
    /// <summary>The most proxies between the client and the server.</summary>
    public const int MostHops = 8;

    /// <summary>The header that holds it, in lower case; empty: it stands in none.</summary>
    public string Header { get; init; } = "";

    /// <summary>How many proxies there are between the client and the server, the one that asks counted.</summary>
    public int Hops { get; init; } = 1;

    /// <summary>
    /// The SPIFFE IDs that may stand between the client and the gateway, with more than one hop: whoever else has a certificate could hand on
    /// another's, of which it holds no key.
    /// </summary>
    public ImmutableArray<string> Proxies { get; init; } = [];

    /// <summary>Whether elements before those of these proxies are passed over; else there must not be any.</summary>
    public bool PassesOver { get; init; }
}

/// <summary>In which form a certificate is handed on.</summary>
public enum CertificateForm
{
    /// <summary>As <c>Cert</c> or <c>Chain</c> of the header <c>X-Forwarded-Client-Cert</c>.</summary>
    Forwarded,

    /// <summary>As <c>Client-Cert</c> and <c>Client-Cert-Chain</c> (RFC 9440).</summary>
    ClientCert,

    /// <summary>As PEM in a header, percent-encoded or with spaces for its line ends.</summary>
    Pem,

    /// <summary>As base64 of DER in a header.</summary>
    Der,

    /// <summary>As Envoy tells it of the connection.</summary>
    Source,
}

/// <summary>What of a certificate is a subject's id.</summary>
public enum CertificateId
{
    /// <summary>The SPIFFE ID of an X.509-SVID.</summary>
    SpiffeId,

    /// <summary>The subject of a certificate that is no X.509-SVID.</summary>
    Subject,

    /// <summary>The SHA-256 of a certificate that is no X.509-SVID, in hexadecimal.</summary>
    Thumbprint,
}
