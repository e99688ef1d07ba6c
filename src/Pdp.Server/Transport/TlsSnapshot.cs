using System.Collections.Immutable;
using System.Net.Security;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pdp.Server.Transport;

/// <summary>The encryption in force: nothing in it ever changes, another takes its place.</summary>
/// <param name="Certificate">The server's certificate.</param>
/// <param name="Context">It with those between it and its authority, ready for handshakes: made once, without a network.</param>
/// <param name="Trust">Who may connect; null: whoever can.</param>
/// <param name="Material">What it was made of.</param>
/// <param name="CrlNumbers">The highest number of a list of revoked certificates that was seen, by issuer.</param>
internal sealed record TlsSnapshot(
    X509Certificate2 Certificate, SslStreamCertificateContext Context, ClientTrust? Trust, ITlsMaterial Material, ImmutableDictionary<string, BigInteger> CrlNumbers)
{
    /// <summary>Counts the changes of <see cref="Trust"/>.</summary>
    public long Generation { get; init; }

    /// <summary>Whether the server's certificate stays from before because the one that came with all else cannot be used.</summary>
    public bool KeepsIdentity { get; init; }

    /// <summary>Why it must not be used any more, or null.</summary>
    public string? Withdrawn { get; init; }

    /// <summary>The SHA-256 of the server's certificate, in hexadecimal.</summary>
    public string Thumbprint { get; } = Certificate.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>Until when the server's certificate is valid.</summary>
    public DateTimeOffset Until { get; } = new(Certificate.NotAfter.ToUniversalTime());
}
