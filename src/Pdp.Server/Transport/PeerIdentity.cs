using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pdp.Server.Transport;

/// <summary>Who is at the other end of a connection, as its verified certificate says: a feature of the connection.</summary>
/// <param name="SpiffeId">Its SPIFFE ID, verified against its own trust domain; null: it has none that would be.</param>
/// <param name="Subject">The subject of its certificate.</param>
/// <param name="DnsNames">The host names of its certificate.</param>
/// <param name="Uris">The URIs of its certificate, as they stand there.</param>
/// <param name="Serial">The serial number of its certificate, in hexadecimal.</param>
/// <param name="Thumbprint">The SHA-256 of its certificate, in hexadecimal.</param>
internal sealed record PeerIdentity(
    string? SpiffeId, string Subject, ImmutableArray<string> DnsNames, ImmutableArray<string> Uris, string Serial, string Thumbprint)
{
    /// <summary>Takes it from a certificate that was verified.</summary>
    public static PeerIdentity Of(X509Certificate2 certificate, AlternativeNames names, string? spiffeId) => new(
        spiffeId, certificate.Subject, names.Dns, names.Uris, certificate.SerialNumber, certificate.GetCertHashString(HashAlgorithmName.SHA256));

    /// <summary>How it is named to people.</summary>
    public string Name => SpiffeId ?? (Subject.Length > 0 ? Subject : DnsNames.FirstOrDefault() ?? Thumbprint);
}
