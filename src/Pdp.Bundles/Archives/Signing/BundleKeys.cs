using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pdp.Bundles.Archives.Signing;

/// <summary>The keys that may sign bundles.</summary>
public sealed class BundleKeys
{
    private BundleKeys(ImmutableArray<VerificationKey> keys) => Keys = keys;

    /// <summary>The keys, at least one.</summary>
    public ImmutableArray<VerificationKey> Keys { get; }

    /// <summary>
    /// Reads keys: public keys (<c>PUBLIC KEY</c>) or certificates, of which the key alone counts, one behind the other.
    /// </summary>
    /// <param name="pem">The text, in PEM (RFC 7468).</param>
    /// <exception cref="BundleKeyException">There is none, or one of them cannot be used.</exception>
    public static BundleKeys Parse(string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        var keys = ImmutableArray.CreateBuilder<VerificationKey>();
        var rest = pem.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            var key = VerificationKey.Of(Key(rest[fields.Label], Convert.FromBase64String(rest[fields.Base64Data].ToString())));
            if (!keys.Any(one => one.Id == key.Id)) keys.Add(key);
            rest = rest[fields.Location.End..];
        }

        // what is begun and cannot be read would else be a key that is lost silently
        if (rest.Contains("-----BEGIN", StringComparison.Ordinal)) throw new BundleKeyException("a key in it is damaged: what stands behind its `BEGIN` is not PEM");
        return keys.Count > 0 ? new BundleKeys(keys.ToImmutable()) : throw new BundleKeyException("it has no key in PEM, which begins with `-----BEGIN PUBLIC KEY-----`");
    }

    /// <summary>The keys of several files together.</summary>
    public static BundleKeys Join(IEnumerable<BundleKeys> some) => new([.. some.SelectMany(static keys => keys.Keys).DistinctBy(static key => key.Id)]);

    /// <summary>The key of an id, or null.</summary>
    internal VerificationKey? Find(string id) => Keys.FirstOrDefault(key => key.Id == id);

    private static PublicKey Key(ReadOnlySpan<char> label, byte[] content)
    {
        try
        {
            switch (label)
            {
                case "PUBLIC KEY":
                    var key = PublicKey.CreateFromSubjectPublicKeyInfo(content, out var read);
                    return read == content.Length ? key : throw new BundleKeyException("a public key has more behind its end");
                case "CERTIFICATE":
                    using (var certificate = X509CertificateLoader.LoadCertificate(content))
                        return PublicKey.CreateFromSubjectPublicKeyInfo(certificate.PublicKey.ExportSubjectPublicKeyInfo(), out _);
                default:
                    throw new BundleKeyException(label.EndsWith("PRIVATE KEY", StringComparison.Ordinal)
                        ? "it has a private key in it: give the public one, as `openssl pkey -pubout` writes it"
                        : $"expected `PUBLIC KEY` or `CERTIFICATE`, got `{label}`");
            }
        }
        catch (CryptographicException exception)
        {
            throw new BundleKeyException("a key in it is damaged", exception);
        }
    }
}
