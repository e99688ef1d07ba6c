using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Pdp.Bundles.Revisions;

/// <summary>The SHA-256 of a file's octets: by it, and by no time stamp, a file is known to be the one that was read before.</summary>
internal readonly record struct FileDigest
{
    /// <summary>Octets of a digest.</summary>
    public const int Length = 32;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    private FileDigest(ReadOnlySpan<ulong> words) => (_first, _second, _third, _fourth) = (words[0], words[1], words[2], words[3]);

    /// <summary>The digest of some octets.</summary>
    public static FileDigest Of(ReadOnlySpan<byte> octets)
    {
        Span<ulong> words = stackalloc ulong[Length / sizeof(ulong)];
        SHA256.HashData(octets, MemoryMarshal.AsBytes(words));
        return new FileDigest(words);
    }

    /// <summary>Writes the digest's octets.</summary>
    public void CopyTo(Span<byte> octets) =>
        MemoryMarshal.AsBytes<ulong>([_first, _second, _third, _fourth]).CopyTo(octets);

    /// <summary>The digest in lower-case hexadecimal.</summary>
    public override string ToString()
    {
        Span<byte> octets = stackalloc byte[Length];
        CopyTo(octets);
        return Convert.ToHexStringLower(octets);
    }
}
