using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Pdp.Server.Access;

/// <summary>The SHA-256 of a key's text. Keys are random, and so long that nobody finds one by its digest: no slow digest is needed.</summary>
internal readonly record struct KeyDigest(UInt128 First, UInt128 Second)
{
    // far longer than the keys that are made
    private const int LongestKey = 512;

    /// <summary>The digest of a text; null: the text can be no key.</summary>
    public static KeyDigest? Of(ReadOnlySpan<char> key)
    {
        if (key.Length is 0 or > LongestKey || !Ascii.IsValid(key)) return null;
        Span<byte> text = stackalloc byte[LongestKey];
        var length = Encoding.ASCII.GetBytes(key, text);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], digest);
        return Of(digest);
    }

    /// <summary>Reads it from hexadecimal digits; null: they are no SHA-256.</summary>
    public static KeyDigest? Parse(string text)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        return Convert.FromHexString(text, digest, out var read, out var written) == System.Buffers.OperationStatus.Done && read == text.Length && written == digest.Length
            ? Of(digest)
            : null;
    }

    private static KeyDigest Of(ReadOnlySpan<byte> digest) => new(MemoryMarshal.Read<UInt128>(digest), MemoryMarshal.Read<UInt128>(digest[16..]));
}
