using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pdp.Bundles.Archives.Signing;

/// <summary>Which keys may sign, and the one algorithm that each of them signs with.</summary>
internal static class KeyForm
{
    /// <summary>Fewest bits of an RSA key.</summary>
    public const int LeastRsaBits = 2048;

    private const string EllipticCurve = "1.2.840.10045.2.1";
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string Ed25519 = "1.3.101.112";
    private const string P256 = "1.2.840.10045.3.1.7";
    private const string P384 = "1.3.132.0.34";

    /// <summary>The key's algorithm (RFC 7518, section 3.1), or why it has none.</summary>
    /// <param name="publicKey">The key.</param>
    public static (string? Algorithm, string? Problem) Algorithm(PublicKey publicKey)
    {
        switch (publicKey.Oid.Value)
        {
            case EllipticCurve:
            {
                using var key = publicKey.GetECDsaPublicKey();
                return key?.ExportParameters(false).Curve.Oid?.Value switch
                {
                    P256 => (SignatureAlgorithms.Es256, null),
                    P384 => (SignatureAlgorithms.Es384, null),
                    _ => (null, "the key is on another curve than P-256 and P-384"),
                };
            }

            case Rsa:
            {
                using var key = publicKey.GetRSAPublicKey();
                return key is { KeySize: >= LeastRsaBits }
                    ? (SignatureAlgorithms.Ps256, null)
                    : (null, $"the RSA key has {key?.KeySize ?? 0} bits: it needs at least {LeastRsaBits}");
            }

            case Ed25519:
                return (null, "Ed25519 keys are not supported: use one of ECDSA on P-256 or P-384, or RSA");
            default:
                return (null, "the key is of another kind than ECDSA and RSA");
        }
    }

    /// <summary>The id of a key: the SHA-256 of its SubjectPublicKeyInfo, in lower-case hexadecimal.</summary>
    public static string Id(PublicKey key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
}

/// <summary>The algorithms of signatures, as JSON Web Signatures name them.</summary>
internal static class SignatureAlgorithms
{
    /// <summary>ECDSA on P-256 with SHA-256; the signature is the two numbers, one behind the other.</summary>
    public const string Es256 = "ES256";

    /// <summary>ECDSA on P-384 with SHA-384.</summary>
    public const string Es384 = "ES384";

    /// <summary>RSASSA-PSS with SHA-256.</summary>
    public const string Ps256 = "PS256";

    /// <summary>The digest that an algorithm signs.</summary>
    public static HashAlgorithmName Hash(string algorithm) => algorithm == Es384 ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256;
}
