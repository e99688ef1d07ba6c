using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.IdentityModel.Tokens;

namespace Pdp.Identity.Binding;

/// <summary>Certificates that tokens are bound to (RFC 8705, section 3.1).</summary>
public static class CertificateBinding
{
    /// <summary>The thumbprint as <c>x5t#S256</c> has it: SHA-256 of the certificate in DER, base64url.</summary>
    /// <param name="certificate">The certificate of the peer, or one forwarded by a proxy that is trusted, after it was verified.</param>
    public static string Thumbprint(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return Base64UrlEncoder.Encode(SHA256.HashData(certificate.RawDataMemory.Span));
    }
}
