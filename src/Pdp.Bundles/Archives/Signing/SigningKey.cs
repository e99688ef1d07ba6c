using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pdp.Bundles.Archives.Signing;

/// <summary>A private key that signs bundles.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly ECDsa? _ecdsa;
    private readonly RSA? _rsa;
    private readonly string _algorithm;

    private SigningKey(ECDsa? ecdsa, RSA? rsa, string algorithm, string id) => (_ecdsa, _rsa, _algorithm, Id) = (ecdsa, rsa, algorithm, id);

    /// <summary>The id of the key, as <see cref="VerificationKey.Id"/>.</summary>
    public string Id { get; }

    /// <summary>Reads a private key: the first in the text.</summary>
    /// <param name="pem">The text, in PEM: <c>PRIVATE KEY</c>, <c>EC PRIVATE KEY</c> or <c>RSA PRIVATE KEY</c>.</param>
    /// <exception cref="BundleKeyException">There is none, or it cannot be used.</exception>
    public static SigningKey Parse(string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        var label = Label(pem);
        ECDsa? ecdsa = null;
        RSA? rsa = null;
        try
        {
            if (label != "RSA PRIVATE KEY" && !TryEcdsa(pem, out ecdsa) && label == "EC PRIVATE KEY") throw new BundleKeyException("the private key is damaged");
            if (ecdsa is null)
            {
                rsa = RSA.Create();
                rsa.ImportFromPem(pem);
            }

            var publicKey = PublicKey.CreateFromSubjectPublicKeyInfo(ecdsa?.ExportSubjectPublicKeyInfo() ?? rsa!.ExportSubjectPublicKeyInfo(), out _);
            var (algorithm, problem) = KeyForm.Algorithm(publicKey);
            var key = new SigningKey(ecdsa, rsa, algorithm ?? throw new BundleKeyException(problem!), KeyForm.Id(publicKey));
            (ecdsa, rsa) = (null, null);
            return key;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new BundleKeyException("the private key is damaged, or of another kind than ECDSA and RSA", exception);
        }
        finally
        {
            ecdsa?.Dispose();
            rsa?.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ecdsa?.Dispose();
        _rsa?.Dispose();
    }

    /// <summary>Signs some octets.</summary>
    internal BundleSignature Sign(ReadOnlySpan<byte> octets)
    {
        var hash = SignatureAlgorithms.Hash(_algorithm);
        return new BundleSignature(Id, _algorithm, _ecdsa is not null
            ? _ecdsa.SignData(octets, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            : _rsa!.SignData(octets, hash, RSASignaturePadding.Pss));
    }

    private static string Label(string pem)
    {
        var rest = pem.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            var label = rest[fields.Label].ToString();
            if (label == "ENCRYPTED PRIVATE KEY" || rest[fields.Location].Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
                throw new BundleKeyException("the private key is encrypted: keep it where nobody else can read it, and decrypt it with `openssl pkey`");
            if (label.EndsWith("PRIVATE KEY", StringComparison.Ordinal)) return label;
            rest = rest[fields.Location.End..];
        }

        throw new BundleKeyException("it has no private key in PEM, which begins with `-----BEGIN PRIVATE KEY-----`");
    }

    private static bool TryEcdsa(string pem, out ECDsa? key)
    {
        key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return true;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            key.Dispose();
            key = null;
            return false;
        }
    }
}
