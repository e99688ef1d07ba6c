using System.Buffers.Binary;
using System.Text;

namespace Pdp.LoadBenchmarks.Driving;

/// <summary>The parts of HTTP/2 (RFC 9113) and HPACK (RFC 7541) that calling a gRPC server on loopback takes.</summary>
internal static class Frames
{
    public const int HeaderSize = 9;
    public const int LargestPayload = 16 * 1024;

    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte ResetStream = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte WindowUpdate = 8;
    public const byte Continuation = 9;

    public const byte EndStream = 1;
    public const byte Ack = 1;
    public const byte EndHeaders = 4;

    public static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    // as nghttp2 and Go's library write it, Huffman-coded: the one name that is looked for
    private static ReadOnlySpan<byte> CodedGrpcStatus => [0x9a, 0xca, 0xc8, 0xb2, 0x12, 0x34, 0xda, 0x8f];

    public static void WriteHeader(Span<byte> frame, int length, byte type, byte flags, int stream)
    {
        BinaryPrimitives.WriteInt32BigEndian(frame, (length << 8) | type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame[5..], stream);
    }

    /// <summary>The headers of a connection's first call; they go into the server's table.</summary>
    public static byte[] FirstCall(string authority, string path) =>
    [
        0x83, 0x86, .. Literal(4, path), .. Literal(1, authority), .. Literal(31, "application/grpc"), 0x40, .. Text("te"), .. Text("trailers"),
    ];

    /// <summary>The same headers for each call after it, from the server's table.</summary>
    public static ReadOnlySpan<byte> LaterCall => [0x83, 0x86, 0xc1, 0xc0, 0xbf, 0xbe];

    /// <summary>Whether trailers say that the call went well.</summary>
    public static bool IsOk(ReadOnlySpan<byte> block)
    {
        while (!block.IsEmpty)
        {
            var first = block[0];
            if ((first & 0x80) != 0)
            {
                Number(ref block, 0x7f);
                continue;
            }

            if ((first & 0xe0) == 0x20)
            {
                Number(ref block, 0x1f);
                continue;
            }

            var name = Number(ref block, (first & 0x40) != 0 ? 0x3f : 0x0f) == 0 ? TakeText(ref block) : default;
            var value = TakeText(ref block);
            if (name.SequenceEqual("grpc-status"u8) || name.SequenceEqual(CodedGrpcStatus)) return value.SequenceEqual("0"u8);
        }

        return false;
    }

    private static byte[] Literal(int name, string value) => [(byte)(0x40 | name), .. Text(value)];

    private static byte[] Text(string text) => text.Length < 127
        ? [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)]
        : throw new ArgumentException("too long for a header here", nameof(text));

    private static int Number(ref ReadOnlySpan<byte> block, int mask)
    {
        var number = block[0] & mask;
        block = block[1..];
        if (number < mask) return number;
        for (var shift = 0; ; shift += 7)
        {
            var part = block[0];
            block = block[1..];
            number += (part & 0x7f) << shift;
            if (part < 0x80) return number;
        }
    }

    private static ReadOnlySpan<byte> TakeText(ref ReadOnlySpan<byte> block)
    {
        var length = Number(ref block, 0x7f);
        var text = block[..length];
        block = block[length..];
        return text;
    }
}
