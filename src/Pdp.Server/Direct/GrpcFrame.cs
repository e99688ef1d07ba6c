using System.Buffers;
using System.Buffers.Binary;

namespace Pdp.Server.Direct;

/// <summary>What gRPC puts before each message: whether it is compressed, and its length.</summary>
internal readonly ref struct GrpcFrame
{
    /// <summary>Bytes before a message.</summary>
    public const int HeaderSize = 5;

    private readonly byte _flag;

    private GrpcFrame(byte flag, uint length)
    {
        _flag = flag;
        Length = length;
    }

    /// <summary>Whether the message is not compressed.</summary>
    public bool IsPlain => _flag == 0;

    /// <summary>Whether it is what gRPC puts before messages: the flag is one that there is.</summary>
    public bool IsKnown => _flag <= 1;

    /// <summary>The message's length.</summary>
    public uint Length { get; }

    /// <summary>Reads a header; false when the bytes do not reach so far.</summary>
    public static bool TryRead(in ReadOnlySequence<byte> bytes, out GrpcFrame frame)
    {
        frame = default;
        if (bytes.Length < HeaderSize) return false;
        Span<byte> copy = stackalloc byte[HeaderSize];
        scoped var header = bytes.FirstSpan;
        if (header.Length < HeaderSize)
        {
            bytes.Slice(0, HeaderSize).CopyTo(copy);
            header = copy;
        }

        frame = new GrpcFrame(header[0], BinaryPrimitives.ReadUInt32BigEndian(header[1..]));
        return true;
    }

    /// <summary>Writes the header of a message that is not compressed.</summary>
    public static void Write(Span<byte> header, int length)
    {
        header[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], length);
    }
}
