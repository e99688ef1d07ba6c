using System.Buffers.Binary;

namespace Pdp.Server.Tests.Support.Http2;

/// <summary>Frames of HTTP/2 (RFC 9113, section 4), right ones and any others.</summary>
internal static class Http2
{
    public const int HeaderSize = 9;

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
    public const byte Padded = 8;

    public const int NoError = 0;
    public const int Cancel = 8;

    public static byte[] Preface => [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8];

    public static byte[] Frame(byte type, byte flags, int stream, params ReadOnlySpan<byte> payload)
    {
        var frame = new byte[HeaderSize + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, (payload.Length << 8) | type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(HeaderSize));
        return frame;
    }

    public static byte[] SettingsOf(params ReadOnlySpan<(short Id, int Value)> settings)
    {
        var payload = new byte[6 * settings.Length];
        for (var i = 0; i < settings.Length; i++)
        {
            BinaryPrimitives.WriteInt16BigEndian(payload.AsSpan(6 * i), settings[i].Id);
            BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan((6 * i) + 2), settings[i].Value);
        }

        return Frame(Settings, 0, 0, payload);
    }

    public static byte[] HeadersOf(int stream, IEnumerable<(string Name, string Value)> fields, bool end = false) =>
        Frame(Headers, (byte)(EndHeaders | (end ? EndStream : 0)), stream, HeaderBlock.Write(fields));

    public static byte[] DataOf(int stream, byte[] data, bool end = false) => Frame(Data, end ? EndStream : (byte)0, stream, data);

    public static byte[] ResetOf(int stream, int code = Cancel) => Frame(ResetStream, 0, stream, Number(code));

    public static byte[] WindowOf(int stream, int more) => Frame(WindowUpdate, 0, stream, Number(more));

    public static byte[] Number(int number)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }
}
