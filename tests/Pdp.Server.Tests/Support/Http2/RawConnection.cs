using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pdp.Server.Tests.Support.Http2;

/// <summary>
/// A connection on which a test sends whichever bytes it likes, and that keeps what comes back by stream. It acknowledges
/// nothing by itself and grants what it is told to.
/// </summary>
internal sealed class RawConnection : IDisposable
{
    private const int LargestWindow = int.MaxValue;
    private const int DefaultWindow = 65_535;
    private const short HeaderTableSize = 1;
    private const short InitialWindowSize = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Socket _socket;
    private readonly Dictionary<int, CallOutcome> _calls = [];
    private readonly Dictionary<int, long> _granted = [];
    private byte[] _input = new byte[64 * 1024];
    private int _length;
    private int _pings;

    private RawConnection(Socket socket) => _socket = socket;

    /// <summary>The code with which the server ended the connection; null: it did not say goodbye.</summary>
    public int? GoAway { get; private set; }

    /// <summary>Whether the server closed the connection.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Connects and says hello.</summary>
    /// <param name="server">The server.</param>
    /// <param name="window">How much the server may send on each stream.</param>
    /// <param name="greet">Whether to begin HTTP/2.</param>
    public static async Task<RawConnection> ConnectAsync(EndPoint server, int window = LargestWindow, bool greet = true)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, server is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        var connection = new RawConnection(socket);
        if (server is IPEndPoint) socket.NoDelay = true;
        await socket.ConnectAsync(server);
        if (!greet) return connection;
        await connection.SendAsync(
            Http2.Preface, Http2.SettingsOf((HeaderTableSize, 0), (InitialWindowSize, window)), Http2.WindowOf(0, LargestWindow - DefaultWindow));
        return connection;
    }

    /// <summary>What was sent back on a stream so far.</summary>
    public CallOutcome Call(int stream)
    {
        if (!_calls.TryGetValue(stream, out var call)) _calls.Add(stream, call = new CallOutcome());
        return call;
    }

    /// <summary>How much more the server lets be sent on a stream since it has read of it.</summary>
    public long Granted(int stream) => _granted.GetValueOrDefault(stream);

    /// <summary>Sends frames in one write; a server that has closed the connection already gets none.</summary>
    public async Task SendAsync(params byte[][] frames)
    {
        ReadOnlyMemory<byte> bytes = frames.SelectMany(static f => f).ToArray();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (bytes.Length > 0) bytes = bytes[await _socket.SendAsync(bytes, patience.Token)..];
        }
        catch (SocketException)
        {
            IsClosed = true;
        }
    }

    /// <summary>Reads until the stream has ended, in whichever way.</summary>
    public async Task<CallOutcome> EndOfAsync(int stream)
    {
        await UntilAsync(() => Call(stream).IsEnded);
        return Call(stream);
    }

    /// <summary>Reads until something holds, or the connection is closed.</summary>
    public async Task UntilAsync(Func<bool> isEnough)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!isEnough())
        {
            if (!await ReadAsync(patience.Token)) return;
        }
    }

    /// <summary>Reads all that comes until the server closes the connection, as Latin-1.</summary>
    public async Task<string> TextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var text = new StringBuilder();
        try
        {
            while (await _socket.ReceiveAsync(_input, patience.Token) is > 0 and var count) text.Append(Encoding.Latin1.GetString(_input, 0, count));
        }
        catch (SocketException)
        {
            IsClosed = true;
        }

        return text.ToString();
    }

    /// <summary>Makes sure that the server has read all that was sent: it answers a ping.</summary>
    public async Task PingAsync()
    {
        await SendAsync(Http2.Frame(Http2.Ping, 0, 0, new byte[8]));
        var wanted = _pings + 1;
        await UntilAsync(() => _pings >= wanted);
    }

    /// <summary>Closes the connection the hard way: what is under way is dropped on both sides.</summary>
    public void Drop()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    /// <summary>Says that nothing more is sent, as a closed process's socket does.</summary>
    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _socket.Dispose();

    private async Task<bool> ReadAsync(CancellationToken patience)
    {
        if (IsClosed) return false;
        if (_input.Length - _length < 32 * 1024) Array.Resize(ref _input, _input.Length * 2);
        int count;
        try
        {
            count = await _socket.ReceiveAsync(_input.AsMemory(_length), patience);
        }
        catch (SocketException)
        {
            count = 0;
        }

        if (count == 0)
        {
            IsClosed = true;
            foreach (var call in _calls.Values) call.OnClosed();
            return false;
        }

        _length += count;
        var at = 0;
        while (_length - at >= Http2.HeaderSize)
        {
            var head = BinaryPrimitives.ReadInt32BigEndian(_input.AsSpan(at));
            var length = head >>> 8;
            if (_length - at < Http2.HeaderSize + length) break;
            var stream = BinaryPrimitives.ReadInt32BigEndian(_input.AsSpan(at + 5)) & int.MaxValue;
            Take((byte)head, _input[at + 4], stream, _input.AsSpan(at + Http2.HeaderSize, length));
            at += Http2.HeaderSize + length;
        }

        _input.AsSpan(at, _length - at).CopyTo(_input);
        _length -= at;
        return true;
    }

    private void Take(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        var isEnd = (flags & Http2.EndStream) != 0;
        switch (type)
        {
            case Http2.Headers when (flags & Http2.EndHeaders) == 0:
                throw new NotSupportedException("headers in several frames are not read here");
            case Http2.Headers:
                Call(stream).OnHeaders(HeaderBlock.Read(payload), isEnd);
                break;
            case Http2.Data:
                Call(stream).OnData(payload, isEnd);
                break;
            case Http2.ResetStream:
                Call(stream).OnReset(BinaryPrimitives.ReadInt32BigEndian(payload));
                break;
            case Http2.WindowUpdate:
                _granted[stream] = Granted(stream) + BinaryPrimitives.ReadInt32BigEndian(payload);
                break;
            case Http2.GoAway:
                GoAway = BinaryPrimitives.ReadInt32BigEndian(payload[4..]);
                break;
            case Http2.Ping when (flags & Http2.Ack) != 0:
                _pings++;
                break;
        }
    }
}
