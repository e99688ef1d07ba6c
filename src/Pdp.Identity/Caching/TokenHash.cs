using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Pdp.Identity.Caching;

/// <summary>SHA-256 of all bytes of a token.</summary>
internal readonly record struct TokenHash(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>The hash of a token.</summary>
    public static TokenHash Of(ReadOnlySpan<byte> token)
    {
        Span<ulong> words = stackalloc ulong[4];
        SHA256.HashData(token, MemoryMarshal.AsBytes(words));
        return new TokenHash(words[0], words[1], words[2], words[3]);
    }

    // The words are as good as random already.
    /// <inheritdoc/>
    public override int GetHashCode() => (int)A;
}
