using System.Buffers.Binary;
using System.IO.Compression;

namespace Pdp.Bundles.Archives;

/// <summary>
/// Unpacks, and is certain about the end: the runtime's own reader takes what is cut off for what is over, and passes over what
/// stands behind the end.
/// </summary>
internal sealed class GzipReader : IDisposable
{
    private readonly Stream _archive;
    private readonly DeflateStream _unpacked;
    private readonly long _end;
    private Crc32 _sum = new();
    private long _length;

    /// <summary>Reads the header.</summary>
    /// <param name="archive">The archive, at its begin; it can seek.</param>
    /// <exception cref="ArchiveRefusalException">It does not begin as an archive does.</exception>
    public GzipReader(Stream archive)
    {
        _archive = archive;
        _end = archive.Length - GzipForm.TrailerLength;
        Span<byte> header = stackalloc byte[GzipForm.Header.Length];
        if (archive.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || _end < header.Length)
            throw ArchiveRefusalException.Malformed("the archive is cut off");
        if (!header[..2].SequenceEqual(GzipForm.Header[..2])) throw ArchiveRefusalException.Malformed("this is no bundle: it is not packed with gzip");
        if (!header.SequenceEqual(GzipForm.Header))
            throw ArchiveRefusalException.Malformed("the archive is packed otherwise than bundles are", "`pdp bundle build` makes bundles");
        _unpacked = new DeflateStream(new Packed(archive, _end), CompressionMode.Decompress);
    }

    /// <summary>Reads as many octets as asked for.</summary>
    /// <exception cref="ArchiveRefusalException">There are not so many.</exception>
    public void ReadExactly(Span<byte> octets)
    {
        for (var rest = octets; rest.Length > 0;)
        {
            var count = ReadSome(rest);
            if (count == 0) throw ArchiveRefusalException.Malformed("the archive is cut off");
            rest = rest[count..];
        }
    }

    /// <summary>Makes sure that it is all read, and was sound.</summary>
    /// <exception cref="ArchiveRefusalException">It was not.</exception>
    public void ReadEnd()
    {
        Span<byte> more = stackalloc byte[1];
        if (ReadSome(more) > 0 || _archive.Position < _end) throw ArchiveRefusalException.Malformed("there is more behind the end of the archive");
        Span<byte> trailer = stackalloc byte[GzipForm.TrailerLength];
        _archive.ReadExactly(trailer);
        if (BinaryPrimitives.ReadUInt32LittleEndian(trailer) != _sum.Value || BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) != (uint)_length)
            throw ArchiveRefusalException.Malformed("the archive is damaged: its check sum is wrong");
    }

    public void Dispose() => _unpacked.Dispose();

    private int ReadSome(Span<byte> octets)
    {
        int count;
        try
        {
            count = _unpacked.Read(octets);
        }
        catch (InvalidDataException)
        {
            throw ArchiveRefusalException.Malformed("the archive is damaged: it cannot be unpacked");
        }

        _sum.Add(octets[..count]);
        _length += count;
        return count;
    }

    /// <summary>
    /// The packed octets. The last ones are given one by one, and none is asked for behind the end of what is packed: so where the
    /// reading stopped tells whether there is more.
    /// </summary>
    private sealed class Packed(Stream archive, long end) : Stream
    {
        private const int OneByOne = 64;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            var rest = end - archive.Position;
            var most = rest > OneByOne ? rest - OneByOne : Math.Min(rest, 1);
            return archive.Read(buffer[..(int)Math.Min(buffer.Length, most)]);
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
            // nothing is written
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
