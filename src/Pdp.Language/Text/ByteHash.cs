using System.Buffers.Binary;
using System.Numerics;

namespace Pdp.Language.Text;

/// <summary>
/// A hash of few bytes, quick and the same in every process. It is for tables that callers cannot fill, or that lose nothing
/// but an entry when two hashes are the same.
/// </summary>
public static class ByteHash
{
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    /// <summary>The hash.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length * Multiplier;
        if (bytes.Length >= sizeof(ulong))
        {
            // the last step may take bytes again that the one before it took
            var last = BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..]);
            for (; bytes.Length > sizeof(ulong); bytes = bytes[sizeof(ulong)..])
                hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            hash = Mix(hash, last);
        }
        else if (bytes.Length >= sizeof(uint))
        {
            hash = Mix(hash, ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes) << 32) | BinaryPrimitives.ReadUInt32LittleEndian(bytes[^sizeof(uint)..]));
        }
        else if (bytes.Length > 0)
        {
            hash = Mix(hash, ((ulong)bytes[0] << 16) | ((ulong)bytes[bytes.Length >> 1] << 8) | bytes[^1]);
        }

        return (uint)(hash >> 32);
    }

    private static ulong Mix(ulong hash, ulong bytes)
    {
        hash = (hash ^ bytes) * Multiplier;
        return BitOperations.RotateLeft(hash, 31) * Multiplier;
    }
}
