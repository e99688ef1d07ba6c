using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;
using Pdp.Contracts.V1;

namespace Pdp.Client;

/// <summary>Questions as gRPC's frames, one behind the other, to be sent together.</summary>
internal sealed class QuestionFrames : IDisposable
{
    private const int HeaderSize = 5;
    private const int LargestVarint = 10;
    private const int Usual = 64 * 1024;

    private static readonly byte IdTag = (byte)WireFormat.MakeTag(CheckStreamRequest.RequestIdFieldNumber, WireFormat.WireType.Varint);
    private static readonly byte RequestTag = (byte)WireFormat.MakeTag(CheckStreamRequest.RequestFieldNumber, WireFormat.WireType.LengthDelimited);

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Usual);
    private int _length;

    /// <summary>Whether so many are there that they should be sent.</summary>
    public bool IsFull => _length >= Usual;

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    /// <summary>Adds a question.</summary>
    /// <param name="id">What its answer is to be named.</param>
    /// <param name="request">The question's bytes.</param>
    public void Add(ulong id, ReadOnlySpan<byte> request)
    {
        Reserve(HeaderSize + 2 + (2 * LargestVarint) + request.Length);
        var start = _length;
        _length += HeaderSize;
        _buffer[_length++] = IdTag;
        Varint(id);
        _buffer[_length++] = RequestTag;
        Varint((ulong)request.Length);
        request.CopyTo(_buffer.AsSpan(_length));
        _length += request.Length;
        _buffer[start] = 0;
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(start + 1), _length - start - HeaderSize);
    }

    /// <summary>Takes away what has been sent.</summary>
    public void Clear()
    {
        _length = 0;
        if (_buffer.Length <= 4 * Usual) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = ArrayPool<byte>.Shared.Rent(Usual);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private void Varint(ulong value)
    {
        for (; value > 0x7F; value >>= 7) _buffer[_length++] = (byte)(value | 0x80);
        _buffer[_length++] = (byte)value;
    }

    private void Reserve(int more)
    {
        if (_buffer.Length - _length >= more) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + more));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
