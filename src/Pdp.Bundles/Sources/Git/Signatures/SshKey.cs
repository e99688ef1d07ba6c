using System.Numerics;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Pdp.Bundles.Sources.Git.Signatures;

/// <summary>A public key of ssh: Ed25519 (RFC 8709), ECDSA (RFC 5656) or RSA (RFC 8332).</summary>
internal sealed class SshKey
{
    private const int Ed25519Length = 32;
    private const int SmallestRsa = 2048;
    private const int LargestRsa = 16384;
    private const byte Uncompressed = 4;

    private readonly byte[] _octets;
    private readonly Func<string, byte[], byte[], bool> _verify;

    private SshKey(string type, ReadOnlySpan<byte> octets, Func<string, byte[], byte[], bool> verify)
    {
        Type = type;
        _octets = octets.ToArray();
        _verify = verify;
        Fingerprint = "SHA256:" + Convert.ToBase64String(SHA256.HashData(octets)).TrimEnd('=');
    }

    /// <summary>Its kind, as ssh calls it.</summary>
    public string Type { get; }

    /// <summary>What people know it by, as <c>ssh-keygen -l</c> shows it.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads a key.</summary>
    /// <param name="octets">The octets that stand in base64 in a file of keys.</param>
    /// <exception cref="FormatException">It is none, or of no kind that can be used: its message says why, if it has one.</exception>
    public static SshKey Read(ReadOnlySpan<byte> octets)
    {
        var reader = new SshReader(octets);
        var type = reader.Text();
        Func<string, byte[], byte[], bool> verify = type switch
        {
            "ssh-ed25519" => Ed25519(reader.Octets()),
            "ecdsa-sha2-nistp256" => Ecdsa(type, ref reader, "nistp256", ECCurve.NamedCurves.nistP256, 32, HashAlgorithmName.SHA256),
            "ecdsa-sha2-nistp384" => Ecdsa(type, ref reader, "nistp384", ECCurve.NamedCurves.nistP384, 48, HashAlgorithmName.SHA384),
            "ecdsa-sha2-nistp521" => Ecdsa(type, ref reader, "nistp521", ECCurve.NamedCurves.nistP521, 66, HashAlgorithmName.SHA512),
            "ssh-rsa" => Rsa(ref reader),
            _ => throw new FormatException($"keys of type `{type}` are not known: there are ssh-ed25519, ecdsa-sha2-nistp256, -384, -521 and ssh-rsa"),
        };
        return reader.IsAtEnd ? new SshKey(type, octets, verify) : throw new FormatException("the key has something behind its end");
    }

    /// <summary>Whether it is the same key.</summary>
    public bool IsSameAs(ReadOnlySpan<byte> octets) => octets.SequenceEqual(_octets);

    /// <summary>Whether the key has signed a text.</summary>
    /// <param name="algorithm">The algorithm that the signature names; it has to be one of the key's own.</param>
    /// <param name="signed">The text.</param>
    /// <param name="signature">The signature.</param>
    public bool HasSigned(string algorithm, byte[] signed, byte[] signature)
    {
        try
        {
            return _verify(algorithm, signed, signature);
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    private static Func<string, byte[], byte[], bool> Ed25519(ReadOnlySpan<byte> octets)
    {
        if (octets.Length != Ed25519Length) throw new FormatException();
        var point = octets.ToArray();
        Sound(() => _ = new Ed25519PublicKeyParameters(point, 0));
        var key = new Ed25519PublicKeyParameters(point, 0);
        return (algorithm, signed, signature) =>
        {
            if (algorithm != "ssh-ed25519") return false;
            var verifier = new Ed25519Signer();
            verifier.Init(forSigning: false, key);
            verifier.BlockUpdate(signed, 0, signed.Length);
            return verifier.VerifySignature(signature);
        };
    }

    private static Func<string, byte[], byte[], bool> Ecdsa(
        string type, ref SshReader reader, string name, ECCurve curve, int size, HashAlgorithmName hash)
    {
        if (reader.Text() != name) throw new FormatException();
        var point = reader.Octets();
        if (point.Length != 1 + (2 * size) || point[0] != Uncompressed) throw new FormatException();
        var parameters = new ECParameters { Curve = curve, Q = new ECPoint { X = point.Slice(1, size).ToArray(), Y = point[(1 + size)..].ToArray() } };
        Sound(() => ECDsa.Create(parameters).Dispose());
        return (algorithm, signed, signature) =>
        {
            if (algorithm != type) return false;
            var numbers = new SshReader(signature);
            var (r, s) = (numbers.Natural(), numbers.Natural());
            if (!numbers.IsAtEnd || r.Length > size || s.Length > size) return false;
            var fixedSize = new byte[2 * size];
            r.CopyTo(fixedSize, size - r.Length);
            s.CopyTo(fixedSize, fixedSize.Length - s.Length);
            using var key = ECDsa.Create(parameters);
            return key.VerifyData(signed, fixedSize, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        };
    }

    private static Func<string, byte[], byte[], bool> Rsa(ref SshReader reader)
    {
        var parameters = new RSAParameters { Exponent = reader.Natural(), Modulus = reader.Natural() };
        var bits = parameters.Modulus is [var highest, ..] ? (parameters.Modulus.Length * 8) - (BitOperations.LeadingZeroCount(highest) - 24) : 0;
        if (bits is < SmallestRsa or > LargestRsa) throw new FormatException($"the key has {bits} bits, expected {SmallestRsa} to {LargestRsa}");
        Sound(() => RSA.Create(parameters).Dispose());
        return (algorithm, signed, signature) =>
        {
            // what `ssh-rsa` means here, SHA-1, can be forged
            HashAlgorithmName? hash = algorithm switch
            {
                "rsa-sha2-256" => HashAlgorithmName.SHA256,
                "rsa-sha2-512" => HashAlgorithmName.SHA512,
                _ => null,
            };
            using var key = RSA.Create(parameters);
            return hash is { } known && key.VerifyData(signed, signature, known, RSASignaturePadding.Pkcs1);
        };
    }

    private static void Sound(Action make)
    {
        try
        {
            make();
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new FormatException("the key is none that can be used", exception);
        }
    }
}
