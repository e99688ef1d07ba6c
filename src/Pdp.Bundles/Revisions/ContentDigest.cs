using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Pdp.Bundles.Folders;

namespace Pdp.Bundles.Revisions;

/// <summary>A digest of documents that is the same on every machine.</summary>
internal static class ContentDigest
{
    /// <summary>
    /// SHA-256, in lower-case hexadecimal, over every file in the ordinal order of the paths: the path's length in octets
    /// (64 bits, big-endian), the path in UTF-8, and the SHA-256 of the content. So a file that has not changed need not be
    /// read for it.
    /// </summary>
    public static string Of(IEnumerable<FolderFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(long)];
        Span<byte> digest = stackalloc byte[FileDigest.Length];
        foreach (var file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            var path = Encoding.UTF8.GetBytes(file.Path);
            BinaryPrimitives.WriteInt64BigEndian(length, path.Length);
            file.Digest.CopyTo(digest);
            hash.AppendData(length);
            hash.AppendData(path);
            hash.AppendData(digest);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
