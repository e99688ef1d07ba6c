using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Pdp.Engine.Sources;

namespace Pdp.Bundles.Reading;

/// <summary>
/// The octets of a JSON document that was read without error; places are those of <see cref="JsonNode"/>. Once it is compiled
/// hardly anything is read from it any more, and there may be very much of it: it is packed then, in blocks, so that a text
/// can be read without unpacking all.
/// </summary>
internal sealed class JsonContent(ReadOnlyMemory<byte> utf8) : DocumentContent
{
    // an array of this size is collected with the youngest generation
    private const int BlockSize = 64 * 1024;
    private const int SmallestPacked = 256;

    private readonly int _length = utf8.Length;
    private ReadOnlyMemory<byte> _plain = utf8;
    private byte[][]? _blocks;
    private WeakReference<Unpacked>? _last;

    /// <summary>How many octets there are.</summary>
    public int Length => _length;

    /// <summary>The octets.</summary>
    public ReadOnlyMemory<byte> Utf8
    {
        get
        {
            if (Volatile.Read(ref _blocks) is null) return _plain;
            var all = new byte[_length];
            Copy(0, all);
            return all;
        }
    }

    /// <summary>Packs the octets; while it does nothing else may be asked.</summary>
    public void Pack()
    {
        if (_blocks is not null || _length < SmallestPacked) return;
        var blocks = new byte[(_length + BlockSize - 1) / BlockSize][];
        var packed = 0;
        var buffer = new byte[BrotliEncoder.GetMaxCompressedLength(Math.Min(BlockSize, _length))];
        for (var i = 0; i < blocks.Length; i++)
        {
            var block = _plain.Span.Slice(i * BlockSize, Math.Min(BlockSize, _length - (i * BlockSize)));
            if (!BrotliEncoder.TryCompress(block, buffer, out var count, quality: 1, window: 18)) return;
            blocks[i] = buffer[..count];
            packed += count;
        }

        if (packed > _length * 3 / 4) return;
        _blocks = blocks;
        _plain = default;
    }

    /// <inheritdoc/>
    public override string TextAt(int offset, int length)
    {
        if (_blocks is null) return TextOf(_plain.Span.Slice(offset, length));
        var quoted = new byte[length];
        Copy(offset, quoted);
        return TextOf(quoted);
    }

    private static string TextOf(ReadOnlySpan<byte> quoted)
    {
        var text = quoted[1..^1];
        if (!text.Contains((byte)'\\')) return Encoding.UTF8.GetString(text);
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        return reader.GetString()!;
    }

    private void Copy(int offset, Span<byte> into)
    {
        while (!into.IsEmpty)
        {
            var part = Block(offset / BlockSize).AsSpan(offset % BlockSize);
            if (part.Length > into.Length) part = part[..into.Length];
            part.CopyTo(into);
            into = into[part.Length..];
            offset += part.Length;
        }
    }

    // texts are mostly read in their order
    private byte[] Block(int number)
    {
        if (Volatile.Read(ref _last) is { } last && last.TryGetTarget(out var unpacked) && unpacked.Number == number) return unpacked.Octets;
        var octets = new byte[Math.Min(BlockSize, _length - (number * BlockSize))];
        if (!BrotliDecoder.TryDecompress(_blocks![number], octets, out var count) || count != octets.Length)
            throw new InvalidOperationException("a packed document cannot be unpacked");
        Volatile.Write(ref _last, new WeakReference<Unpacked>(new Unpacked(number, octets)));
        return octets;
    }

    private sealed record Unpacked(int Number, byte[] Octets);
}
