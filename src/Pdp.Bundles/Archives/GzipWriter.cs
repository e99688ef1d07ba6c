using System.Buffers.Binary;
using System.IO.Compression;

namespace Pdp.Bundles.Archives;

/// <summary>Packs.</summary>
internal sealed class GzipWriter : IDisposable
{
    private readonly Stream _archive;
    private readonly DeflateStream _packed;
    private Crc32 _sum = new();
    private long _length;

    public GzipWriter(Stream archive)
    {
        _archive = archive;
        archive.Write(GzipForm.Header);
        _packed = new DeflateStream(archive, CompressionLevel.SmallestSize, leaveOpen: true);
    }

    public void Write(ReadOnlySpan<byte> octets)
    {
        _packed.Write(octets);
        _sum.Add(octets);
        _length += octets.Length;
    }

    /// <summary>Writes what stands behind the packed octets.</summary>
    public void WriteEnd()
    {
        _packed.Dispose();
        Span<byte> trailer = stackalloc byte[GzipForm.TrailerLength];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _sum.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], (uint)_length);
        _archive.Write(trailer);
    }

    public void Dispose() => _packed.Dispose();
}
