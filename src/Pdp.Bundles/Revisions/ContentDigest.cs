using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Pdp.Bundles.Folders;

namespace Pdp.Bundles.Revisions;

/// <summary>A digest of documents that is the same on every machine.</summary>
internal static class ContentDigest
{
    /// <summary>
    /// SHA-256, in lower-case hexadecimal, over path and content of every file in the ordinal order of the paths, each
    /// preceded by its length in octets (64 bits, big-endian).
    /// </summary>
    public static string Of(IEnumerable<FolderFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            Append(hash, Encoding.UTF8.GetBytes(file.Path));
            Append(hash, file.Content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, byte[] octets)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, octets.Length);
        hash.AppendData(length);
        hash.AppendData(octets);
    }
}
