using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pdp.Bundles.Archives.Signing;

/// <summary>A key that may sign bundles.</summary>
public sealed class VerificationKey
{
    private readonly PublicKey _key;

    private VerificationKey(PublicKey key, string algorithm)
    {
        _key = key;
        Algorithm = algorithm;
        Id = KeyForm.Id(key);
    }

    /// <summary>The SHA-256 of its SubjectPublicKeyInfo, in lower-case hexadecimal.</summary>
    public string Id { get; }

    /// <summary>The one algorithm that signatures of it have: <c>ES256</c>, <c>ES384</c> or <c>PS256</c>.</summary>
    public string Algorithm { get; }

    /// <exception cref="BundleKeyException">The key is too weak, or of a kind that is not supported.</exception>
    internal static VerificationKey Of(PublicKey key)
    {
        var (algorithm, problem) = KeyForm.Algorithm(key);
        return new VerificationKey(key, algorithm ?? throw new BundleKeyException(problem!));
    }

    /// <summary>Whether a signature over some octets is this key's.</summary>
    internal bool IsSigned(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> signature)
    {
        var hash = SignatureAlgorithms.Hash(Algorithm);
        if (Algorithm == SignatureAlgorithms.Ps256)
        {
            using var rsa = _key.GetRSAPublicKey()!;
            return rsa.VerifyData(octets, signature, hash, RSASignaturePadding.Pss);
        }

        using var ecdsa = _key.GetECDsaPublicKey()!;
        return ecdsa.VerifyData(octets, signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
