using System.Diagnostics;

namespace Pdp.LoadBenchmarks.Driving;

/// <summary>Says when a connection's next call is due, and what it sends. Each connection has its own.</summary>
/// <param name="load">The load.</param>
/// <param name="connection">The connection's number.</param>
/// <param name="started">When the load began.</param>
/// <param name="ends">When it ends.</param>
internal sealed class Ticket(Load load, int connection, long started, long ends)
{
    private readonly double _interval = load.Rate is { } rate ? load.Connections * Stopwatch.Frequency / rate : 0;
    private readonly double _offset = load.Rate is { } rate ? connection * Stopwatch.Frequency / rate : 0;
    private readonly long _most = load.MostCalls == long.MaxValue
        ? long.MaxValue
        : (load.MostCalls / load.Connections) + (connection < load.MostCalls % load.Connections ? 1 : 0);

    private long _taken;

    // connections begin far from one another, so that they do not ask the same at the same time
    private int _body = connection * load.Bodies.Length / load.Connections;

    /// <summary>Whether no call is begun any more.</summary>
    public bool IsOver => _taken >= _most || Stopwatch.GetTimestamp() >= ends;

    /// <summary>Takes the next call.</summary>
    /// <param name="body">What it sends.</param>
    /// <param name="due">When it was due.</param>
    /// <param name="wait">When there is none: how long until there is one, or null.</param>
    public bool TryTake(out int body, out long due, out TimeSpan? wait)
    {
        var now = Stopwatch.GetTimestamp();
        due = load.Rate is null ? now : started + (long)(_offset + (_taken * _interval));
        body = _body;
        wait = null;
        if (_taken >= _most || now >= ends) return false;
        if (due > now)
        {
            wait = Stopwatch.GetElapsedTime(now, due);
            return false;
        }

        _taken++;
        _body = _body + 1 == load.Bodies.Length ? 0 : _body + 1;
        return true;
    }
}
