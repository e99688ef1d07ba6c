using System.Buffers.Binary;
using System.Net;

namespace Pdp.LoadBenchmarks.Driving;

/// <summary>One <c>CheckStream</c> with many questions under way; the server answers them in their order.</summary>
internal sealed class StreamLink(EndPoint server, Load load, Ticket ticket) : Link(server, load, ticket)
{
    private const int HeaderSize = 5;

    private readonly Queue<(int Body, long Due)> _open = [];
    private readonly int _most = load.InFlight;
    private readonly int _largest = load.Bodies.Max(static body => body.Length);
    private byte[] _rest = new byte[64 * 1024];
    private int _length;
    private int _stream;
    private long _window;
    private long _unacknowledged;

    protected override bool HasRoom => _open.Count < _most && SendWindow > _largest && (_stream == 0 || _window > _largest);

    protected override bool IsIdle => _open.Count == 0;

    protected override void Start(int body, long due)
    {
        if (_stream == 0)
        {
            _stream = Call();
            _window += StreamWindow;
        }

        _open.Enqueue((body, due));
        _window -= Body(body).Length;
        Send(_stream, Body(body), isLast: false);
    }

    protected override void OnData(int stream, ReadOnlySpan<byte> data)
    {
        if (_rest.Length - _length < data.Length) Array.Resize(ref _rest, Math.Max(_rest.Length * 2, _length + data.Length));
        data.CopyTo(_rest.AsSpan(_length));
        _length += data.Length;
        var at = 0;
        while (_length - at >= HeaderSize)
        {
            var whole = HeaderSize + BinaryPrimitives.ReadInt32BigEndian(_rest.AsSpan(at + 1));
            if (_length - at < whole) break;
            var (body, due) = _open.Dequeue();
            Count(body, due, true, _rest.AsSpan(at, whole));
            at += whole;
        }

        _rest.AsSpan(at, _length - at).CopyTo(_rest);
        _length -= at;
        _unacknowledged += data.Length;
        if (_unacknowledged < int.MaxValue / 4) return;
        GrantWindow(stream, (int)_unacknowledged);
        _unacknowledged = 0;
    }

    protected override void OnEnd(int stream, bool isOk) =>
        throw new IOException("the server ended the stream before it was asked everything");

    protected override void OnWindow(int stream, int more)
    {
        if (stream != 0 && _stream != 0) _window += more;
    }
}
