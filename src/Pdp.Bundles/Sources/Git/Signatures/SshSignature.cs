using System.Security.Cryptography;
using System.Text;

namespace Pdp.Bundles.Sources.Git.Signatures;

/// <summary>A signature by ssh, as <c>ssh-keygen -Y sign</c> makes it (OpenSSH, PROTOCOL.sshsig).</summary>
internal sealed class SshSignature
{
    /// <summary>How such a signature begins.</summary>
    public const string Begin = "-----BEGIN SSH SIGNATURE-----";

    private const string End = "-----END SSH SIGNATURE-----";
    private const int Longest = 64 * 1024;

    private readonly byte[] _key;
    private readonly byte[] _reserved;
    private readonly string _hash;
    private readonly string _algorithm;
    private readonly byte[] _signature;

    private SshSignature(byte[] key, string @namespace, byte[] reserved, string hash, string algorithm, byte[] signature)
    {
        (_key, Namespace, _reserved, _hash, _algorithm, _signature) = (key, @namespace, reserved, hash, algorithm, signature);
        Fingerprint = "SHA256:" + Convert.ToBase64String(SHA256.HashData(key)).TrimEnd('=');
    }

    private static ReadOnlySpan<byte> Magic => "SSHSIG"u8;

    /// <summary>What it was made for; <c>git</c> for commits.</summary>
    public string Namespace { get; }

    /// <summary>The fingerprint of the key that it names.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads a signature; null when it is none, or damaged.</summary>
    public static SshSignature? Read(string armored)
    {
        var text = armored.Trim();
        if (text.Length > Longest || !text.StartsWith(Begin, StringComparison.Ordinal) || !text.EndsWith(End, StringComparison.Ordinal)) return null;
        try
        {
            return Read(Convert.FromBase64String(text[Begin.Length..^End.Length]));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Whether it was made by a key.</summary>
    public bool IsOf(SshKey key) => key.IsSameAs(_key);

    /// <summary>Whether a key has signed a text with it.</summary>
    public bool Signs(byte[] text, SshKey key)
    {
        byte[]? digest = _hash switch
        {
            "sha256" => SHA256.HashData(text),
            "sha512" => SHA512.HashData(text),
            _ => null,
        };
        return digest is not null && key.HasSigned(_algorithm, Signed(digest), _signature);
    }

    private static SshSignature? Read(byte[] octets)
    {
        var reader = new SshReader(octets);
        if (!reader.Take(Magic.Length).SequenceEqual(Magic) || reader.Number() != 1) return null;
        var (key, purpose, reserved, hash) = (reader.Octets().ToArray(), reader.Text(), reader.Octets().ToArray(), reader.Text());
        var blob = reader.Octets();
        if (!reader.IsAtEnd) return null;
        var signature = new SshReader(blob);
        var (algorithm, value) = (signature.Text(), signature.Octets().ToArray());
        return signature.IsAtEnd ? new SshSignature(key, purpose, reserved, hash, algorithm, value) : null;
    }

    private byte[] Signed(byte[] digest)
    {
        using var signed = new MemoryStream();
        signed.Write(Magic);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in new[] { Encoding.UTF8.GetBytes(Namespace), _reserved, Encoding.UTF8.GetBytes(_hash), digest })
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
            signed.Write(length);
            signed.Write(part);
        }

        return signed.ToArray();
    }
}
