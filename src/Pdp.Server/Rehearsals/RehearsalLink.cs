using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pdp.Server.Rehearsals;

/// <summary>
/// One connection that makes gRPC calls and throws the answers away. It speaks just enough HTTP/2 (RFC 9113) for that: a
/// client library would be compiled while it is used, which takes the time that the server is to have.
/// </summary>
internal sealed class RehearsalLink : IDisposable
{
    /// <summary>What one burst may send, and a stream of it: what flow control allows before anything else was said.</summary>
    public const int LargestBurst = 48 * 1024;

    private const int HeaderSize = 9;
    private const int MessageHeaderSize = 5;
    private const int LargestFrame = 16 * 1024;
    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte ResetStream = 3;
    private const byte Settings = 4;
    private const byte GoAway = 7;
    private const byte WindowUpdate = 8;
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;

    private static readonly TimeSpan Accepted = TimeSpan.FromMilliseconds(2);

    private readonly Socket _socket;
    private readonly byte[] _input = new byte[4 * LargestFrame];
    private readonly MemoryStream _output = new();
    private int _inputLength;
    private int _nextStream = 1;
    private int _open;

    private RehearsalLink(Socket socket) => _socket = socket;

    /// <summary>Connects.</summary>
    public static async Task<RehearsalLink> ConnectAsync(EndPoint server, CancellationToken cancellation)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        var link = new RehearsalLink(socket);
        try
        {
            await socket.ConnectAsync(server, cancellation);

            // A client's first bytes come when the server waits for them already, which is a way of its own.
            await Task.Delay(Accepted, cancellation);
        }
        catch
        {
            link.Dispose();
            throw;
        }

        link._output.Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        link.Frame(Settings, 0, 0, []);

        // answers are never held back
        var window = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(window, int.MaxValue - 65_535);
        link.Frame(WindowUpdate, 0, 0, window);
        return link;
    }

    /// <summary>Puts a call into the next burst.</summary>
    /// <param name="path">The method.</param>
    /// <param name="messages">The messages of its body; together within <see cref="LargestBurst"/>.</param>
    public void Add(string path, params ReadOnlySpan<byte[]> messages)
    {
        var stream = _nextStream;
        _nextStream += 2;
        _open++;
        Frame(Headers, EndHeaders, stream, [0x83, 0x86, 0x04, .. Text(path), 0x01, .. Text("localhost"), 0x0f, 0x10, .. Text("application/grpc"), 0x00, .. Text("te"), .. Text("trailers")]);
        Span<byte> header = stackalloc byte[MessageHeaderSize];
        for (var i = 0; i < messages.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header[1..], messages[i].Length);
            Frame(Data, i == messages.Length - 1 ? EndStream : (byte)0, stream, [.. header, .. messages[i]]);
        }
    }

    /// <summary>Sends what was put together and waits until all of it is answered, well or badly.</summary>
    /// <exception cref="IOException">The server ended the connection.</exception>
    public async Task BurstAsync(CancellationToken cancellation)
    {
        var bytes = _output.GetBuffer().AsMemory(0, (int)_output.Length);
        while (bytes.Length > 0) bytes = bytes[await _socket.SendAsync(bytes, cancellation)..];
        _output.SetLength(0);
        while (_open > 0)
        {
            var count = await _socket.ReceiveAsync(_input.AsMemory(_inputLength), cancellation);
            if (count == 0) throw new IOException("the connection of the rehearsal was closed");
            _inputLength += count;
            var used = Take(_input.AsSpan(0, _inputLength));
            _input.AsSpan(used, _inputLength - used).CopyTo(_input);
            _inputLength -= used;
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _output.Dispose();
    }

    private int Take(ReadOnlySpan<byte> input)
    {
        var at = 0;
        while (input.Length - at >= HeaderSize)
        {
            var head = BinaryPrimitives.ReadInt32BigEndian(input[at..]);
            var length = head >>> 8;
            if (input.Length - at < HeaderSize + length) break;
            var type = (byte)head;
            if (type == GoAway) throw new IOException("the connection of the rehearsal was ended");
            if (type == ResetStream || (type is Data or Headers && (input[at + 4] & EndStream) != 0)) _open--;
            at += HeaderSize + length;
        }

        return at;
    }

    private void Frame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        BinaryPrimitives.WriteInt32BigEndian(header, (payload.Length << 8) | type);
        header[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(header[5..], stream);
        _output.Write(header);
        _output.Write(payload);
    }

    // a header's text, shorter than what takes more than one byte of length
    private static byte[] Text(string text) => [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
}
