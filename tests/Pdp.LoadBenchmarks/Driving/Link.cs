using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Pdp.LoadBenchmarks.Driving;

/// <summary>
/// One connection, driven by one thread: it sends what is due, reads what has come, and so on. Written against the socket, as
/// a client library would need more time than the servers that are measured.
/// </summary>
internal abstract class Link : IDisposable
{
    private const int Window = int.MaxValue;
    private const int DefaultWindow = 65_535;

    private readonly Socket _socket;
    private readonly Load _load;
    private readonly Ticket _ticket;
    private readonly byte[] _authority;
    private byte[] _input = new byte[256 * 1024];
    private byte[] _output = new byte[256 * 1024];
    private int _inputLength;
    private int _outputLength;
    private long _unacknowledged;
    private int _nextStream = 1;

    protected Link(EndPoint server, Load load, Ticket ticket)
    {
        _load = load;
        _ticket = ticket;
        _authority = Frames.FirstCall("127.0.0.1", load.Path);
        _socket = new Socket(server.AddressFamily, SocketType.Stream, server is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        if (server is IPEndPoint) _socket.NoDelay = true;
        _socket.Connect(server);
        Append(Frames.Preface);

        // no table for the server's headers, no limit for its answers
        Span<byte> settings = stackalloc byte[12];
        BinaryPrimitives.WriteInt16BigEndian(settings, 1);
        BinaryPrimitives.WriteInt16BigEndian(settings[6..], 4);
        BinaryPrimitives.WriteInt32BigEndian(settings[8..], Window);
        Frame(Frames.Settings, 0, 0, settings);
        GrantWindow(0, Window - DefaultWindow);
    }

    public LatencyHistogram Latencies { get; private set; } = new();

    public long Answered { get; private set; }

    public long Failed { get; private set; }

    public long Wrong { get; private set; }

    /// <summary>The first answer that was not the expected one: the number of the body, and the answer's bytes.</summary>
    public (int Body, byte[] Answer)? FirstWrong { get; private set; }

    /// <summary>How much may still be sent on the connection.</summary>
    protected long SendWindow { get; set; } = DefaultWindow;

    /// <summary>How much may be sent on a new stream.</summary>
    protected int StreamWindow { get; private set; } = DefaultWindow;

    protected abstract bool HasRoom { get; }

    protected abstract bool IsIdle { get; }

    protected byte[] Body(int number) => _load.Bodies[number];

    /// <summary>Sends and reads until the ticket says that it is enough and all is answered.</summary>
    public void Run()
    {
        while (Send() is var wait && (wait is not null || !IsIdle))
        {
            if (wait is { } pause && pause > TimeSpan.Zero && !_socket.Poll(pause, SelectMode.SelectRead)) continue;
            Receive();
        }
    }

    /// <summary>Sends what is due and reads what is there, without waiting.</summary>
    /// <returns>False: that is all.</returns>
    public bool Step()
    {
        var wait = Send();
        if (wait is null && IsIdle) return false;
        if (_socket.Available > 0) Receive();
        return true;
    }

    public void Dispose() => _socket.Dispose();

    protected abstract void Start(int body, long due);

    protected abstract void OnData(int stream, ReadOnlySpan<byte> data);

    protected abstract void OnEnd(int stream, bool isOk);

    /// <summary>More may be sent: on the connection (0), a stream, or all streams that are open (−1).</summary>
    protected abstract void OnWindow(int stream, int more);

    /// <summary>Counts an answer.</summary>
    protected void Count(int body, long due, bool isOk, ReadOnlySpan<byte> answer)
    {
        Latencies.Add(Stopwatch.GetElapsedTime(due));
        Answered++;
        if (!isOk) Failed++;
        else if (!_load.Accepts(body, answer))
        {
            Wrong++;
            FirstWrong ??= (body, answer.ToArray());
        }
    }

    /// <summary>Begins a call.</summary>
    protected int Call()
    {
        var stream = _nextStream;
        _nextStream += 2;
        if (stream == 1) Frame(Frames.Headers, Frames.EndHeaders, stream, _authority);
        else Frame(Frames.Headers, Frames.EndHeaders, stream, Frames.LaterCall);
        return stream;
    }

    /// <summary>Sends a part of a call's body.</summary>
    protected void Send(int stream, ReadOnlySpan<byte> data, bool isLast)
    {
        SendWindow -= data.Length;
        while (data.Length > Frames.LargestPayload)
        {
            Frame(Frames.Data, 0, stream, data[..Frames.LargestPayload]);
            data = data[Frames.LargestPayload..];
        }

        Frame(Frames.Data, isLast ? Frames.EndStream : (byte)0, stream, data);
    }

    protected void GrantWindow(int stream, int more)
    {
        Span<byte> payload = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(payload, more);
        Frame(Frames.WindowUpdate, 0, stream, payload);
    }

    // How long until the next call is due: zero when something else is in its way, null when there is none any more.
    private TimeSpan? Send()
    {
        TimeSpan? wait = null;
        while (true)
        {
            if (!HasRoom)
            {
                if (!_ticket.IsOver) wait = TimeSpan.Zero;
                break;
            }

            if (!_ticket.TryTake(out var body, out var due, out wait)) break;
            Start(body, due);
        }

        Flush();
        return wait;
    }

    private void Receive()
    {
        if (_input.Length - _inputLength < Frames.LargestPayload) Array.Resize(ref _input, _input.Length * 2);
        var count = _socket.Receive(_input.AsSpan(_inputLength));
        if (count == 0) throw new IOException("the server closed the connection");
        _inputLength += count;
        var at = 0;
        while (_inputLength - at >= Frames.HeaderSize)
        {
            var head = BinaryPrimitives.ReadInt32BigEndian(_input.AsSpan(at));
            var length = head >>> 8;
            if (_inputLength - at < Frames.HeaderSize + length) break;
            var stream = BinaryPrimitives.ReadInt32BigEndian(_input.AsSpan(at + 5)) & int.MaxValue;
            Take((byte)head, _input[at + 4], stream, _input.AsSpan(at + Frames.HeaderSize, length));
            at += Frames.HeaderSize + length;
        }

        _input.AsSpan(at, _inputLength - at).CopyTo(_input);
        _inputLength -= at;
    }

    private void Take(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        switch (type)
        {
            case Frames.Data:
                OnData(stream, payload);
                _unacknowledged += payload.Length;
                if (_unacknowledged > Window / 4)
                {
                    GrantWindow(0, (int)_unacknowledged);
                    _unacknowledged = 0;
                }

                if ((flags & Frames.EndStream) != 0) OnEnd(stream, false);
                break;
            case Frames.Headers:
                if ((flags & Frames.EndHeaders) == 0) throw new IOException("headers in several frames are not read here");
                if ((flags & Frames.EndStream) != 0) OnEnd(stream, Frames.IsOk(payload));
                break;
            case Frames.ResetStream:
                OnEnd(stream, false);
                break;
            case Frames.Settings when (flags & Frames.Ack) == 0:
                for (; payload.Length >= 6; payload = payload[6..])
                {
                    if (BinaryPrimitives.ReadInt16BigEndian(payload) != 4) continue;

                    // holds for the streams that are open already as well
                    var window = BinaryPrimitives.ReadInt32BigEndian(payload[2..]);
                    OnWindow(-1, window - StreamWindow);
                    StreamWindow = window;
                }

                Frame(Frames.Settings, Frames.Ack, 0, []);
                break;
            case Frames.Ping when (flags & Frames.Ack) == 0:
                Frame(Frames.Ping, Frames.Ack, 0, payload);
                break;
            case Frames.WindowUpdate:
                var more = BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue;
                if (stream == 0) SendWindow += more;
                OnWindow(stream, more);
                break;
            case Frames.GoAway:
                throw new IOException("the server goes away");
            case Frames.Continuation:
                throw new IOException("headers in several frames are not read here");
        }
    }

    private void Frame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[Frames.HeaderSize];
        Frames.WriteHeader(header, payload.Length, type, flags, stream);
        Append(header);
        Append(payload);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_output.Length - _outputLength < bytes.Length) Array.Resize(ref _output, Math.Max(_output.Length * 2, _outputLength + bytes.Length));
        bytes.CopyTo(_output.AsSpan(_outputLength));
        _outputLength += bytes.Length;
    }

    private void Flush()
    {
        for (var sent = 0; sent < _outputLength;) sent += _socket.Send(_output.AsSpan(sent, _outputLength - sent));
        _outputLength = 0;
    }
}
