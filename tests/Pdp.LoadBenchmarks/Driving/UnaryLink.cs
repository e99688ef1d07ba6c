using System.Net;

namespace Pdp.LoadBenchmarks.Driving;

/// <summary>Unary calls, many at once.</summary>
internal sealed class UnaryLink(EndPoint server, Load load, Ticket ticket) : Link(server, load, ticket)
{
    private readonly Dictionary<int, CallUnderWay> _calls = [];
    private readonly Stack<CallUnderWay> _spare = [];
    private readonly int _most = load.InFlight;
    private readonly int _largest = load.Bodies.Max(static body => body.Length);

    protected override bool HasRoom => _calls.Count < _most && SendWindow > _largest;

    protected override bool IsIdle => _calls.Count == 0;

    protected override void Start(int body, long due)
    {
        var call = _spare.TryPop(out var spare) ? spare : new CallUnderWay();
        call.Body = body;
        call.Due = due;
        call.Length = 0;
        var stream = Call();
        if (Body(body).Length > StreamWindow) throw new InvalidOperationException("a message is larger than the server's window");
        _calls.Add(stream, call);
        Send(stream, Body(body), isLast: true);
    }

    protected override void OnData(int stream, ReadOnlySpan<byte> data)
    {
        if (!_calls.TryGetValue(stream, out var call)) return;
        if (call.Answer.Length - call.Length < data.Length) Array.Resize(ref call.Answer, Math.Max(call.Answer.Length * 2, call.Length + data.Length));
        data.CopyTo(call.Answer.AsSpan(call.Length));
        call.Length += data.Length;
    }

    protected override void OnEnd(int stream, bool isOk)
    {
        if (!_calls.Remove(stream, out var call)) return;
        Count(call.Body, call.Due, isOk, call.Answer.AsSpan(0, call.Length));
        _spare.Push(call);
    }

    protected override void OnWindow(int stream, int more)
    {
    }

    private sealed class CallUnderWay
    {
        public byte[] Answer = new byte[1024];
        public int Length;
        public int Body;
        public long Due;
    }
}
