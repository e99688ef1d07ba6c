using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Folders;

namespace Pdp.Bundles.Keeping;

/// <summary>
/// How a revision is kept: a line that names the form, the length of the header (32 bits, little-endian), the header as JSON, the
/// octets of the documents as the header lists them, packed as one stream, and the SHA-256 of all that.
/// </summary>
internal static class KeptFormat
{
    // so much of the disk a header takes at most: a hundred thousand files with long paths, and as many policies
    private const int LargestHeader = 256 * 1024 * 1024;

    private static ReadOnlySpan<byte> Form => "pdp last good revision 1\n"u8;

    /// <summary>Writes a revision.</summary>
    public static void Write(Stream file, Bundle bundle, VersionMarks marks, DateTimeOffset activeSince, string source, IReadOnlyList<string> served)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(
            new KeptHeader(
                bundle.Directory, bundle.Name, bundle.Revision, activeSince, bundle.Origin.Commit, bundle.Origin.Sequence, bundle.Origin.NotAfter,
                marks.Highest, [.. bundle.Files.Select(static one => new KeptFile(one.Path, one.Content.Length))],
                marks.Sequence, bundle.Origin.IsArchive, source, KeptRevision.Bounded(served)),
            KeptHeaderContext.Default.KeptHeader);
        using var digested = new DigestedStream(file);
        digested.Write(Form);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, header.Length);
        digested.Write(length);
        digested.Write(header);
        foreach (var one in bundle.Files) digested.Write(one.Content.Utf8.Span);
        digested.WriteDigest();
    }

    /// <summary>Reads a revision.</summary>
    /// <exception cref="InvalidDataException">It is no such file, it is not whole, or it is beyond the bounds.</exception>
    public static KeptRevision Read(FileStream file, LoadOptions options)
    {
        if (file.Length > options.MaxTotalBytes + LargestHeader) throw new InvalidDataException("it is too large");
        if (file.Length < Form.Length + sizeof(int) + SHA256.HashSizeInBytes) throw new InvalidDataException("it is too short");
        CheckDigest(file);
        file.Position = 0;
        Span<byte> start = stackalloc byte[Form.Length + sizeof(int)];
        file.ReadExactly(start);
        if (!start.StartsWith(Form)) throw new InvalidDataException("it has another form");
        var rest = file.Length - start.Length - SHA256.HashSizeInBytes;
        var length = BinaryPrimitives.ReadInt32LittleEndian(start[Form.Length..]);
        if (length < 0 || length > rest) throw new InvalidDataException("its header is longer than the file");
        var header = Header(file, length);
        rest -= length;
        if (header.Files.Sum(static one => (long)Math.Max(one.Length, 0)) != rest) throw new InvalidDataException("its documents have other lengths than its header says");
        var files = new List<FolderFile>(header.Files.Count);
        foreach (var (path, size) in header.Files)
        {
            var content = new byte[Math.Max(size, 0)];
            file.ReadExactly(content);
            files.Add(new FolderFile(path, content));
        }

        return new KeptRevision(header, files, File.GetLastWriteTimeUtc(file.SafeFileHandle));
    }

    private static KeptHeader Header(FileStream file, int length)
    {
        var octets = new byte[length];
        file.ReadExactly(octets);
        try
        {
            return JsonSerializer.Deserialize(octets, KeptHeaderContext.Default.KeptHeader) ?? throw new InvalidDataException("its header is empty");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException("its header is not of this version", exception);
        }
    }

    private static void CheckDigest(FileStream file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[128 * 1024];
        for (var rest = file.Length - SHA256.HashSizeInBytes; rest > 0;)
        {
            var count = (int)Math.Min(rest, buffer.Length);
            file.ReadExactly(buffer, 0, count);
            hash.AppendData(buffer, 0, count);
            rest -= count;
        }

        Span<byte> kept = stackalloc byte[SHA256.HashSizeInBytes];
        file.ReadExactly(kept);
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(kept)) throw new InvalidDataException("its digest is not that of its octets");
    }
}
