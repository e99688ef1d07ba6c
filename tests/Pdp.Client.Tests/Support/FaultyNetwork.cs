using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Pdp.Client.Tests.Support;

/// <summary>What goes wrong between a client and its PDP.</summary>
public enum NetworkFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Nobody listens, and what was connected is closed.</summary>
    Down,

    /// <summary>Connections are taken, and nothing comes through, until the fault ends.</summary>
    Hung,

    /// <summary>What comes back comes after 400 ms.</summary>
    Slow,

    /// <summary>Connections are reset, old and new.</summary>
    Resetting,

    /// <summary>What was connected is dead for ever, and says nothing of it; new connections are not answered until the fault ends.</summary>
    HalfOpen,

    /// <summary>What comes back is noise.</summary>
    Garbage,

    /// <summary>What comes back ends in the middle of it.</summary>
    Truncated,
}

/// <summary>A port before a server on which things go wrong, as they do in networks.</summary>
internal sealed class FaultyNetwork : IAsyncDisposable
{
    private static readonly TimeSpan Slowness = TimeSpan.FromMilliseconds(400);

    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentDictionary<Link, bool> _links = new();
    private readonly Lock _lock = new();
    private Socket? _listener;
    private volatile NetworkFault _fault;
    private TaskCompletionSource _healed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FaultyNetwork(IPEndPoint server)
    {
        Server = server;
        Listen(new IPEndPoint(IPAddress.Loopback, 0));
    }

    /// <summary>Where connections go.</summary>
    public IPEndPoint Server { get; set; }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; private set; } = null!;

    /// <summary>How many connections it has taken.</summary>
    public int Taken { get; private set; }

    /// <summary>Lets something go wrong.</summary>
    public void Break(NetworkFault fault)
    {
        lock (_lock)
        {
            _healed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _fault = fault;
            if (fault == NetworkFault.Down)
            {
                _listener!.Dispose();
                _listener = null;
            }

            foreach (var link in _links.Keys)
            {
                if (fault is NetworkFault.Down or NetworkFault.Resetting) link.Close();
                if (fault == NetworkFault.HalfOpen) link.IsDead = true;
            }
        }
    }

    /// <summary>Lets all go right again.</summary>
    public void Heal()
    {
        lock (_lock)
        {
            _fault = NetworkFault.None;
            if (_listener is null) Listen(EndPoint);
            _healed.TrySetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        lock (_lock) _listener?.Dispose();
        foreach (var link in _links.Keys) link.Close();
    }

    private void Listen(IPEndPoint place)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(place);
        listener.Listen(512);
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        _listener = listener;
        _ = AcceptAsync(listener);
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptAsync(_ending.Token);
                Taken++;
                _ = LinkAsync(near);
            }
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    private async Task LinkAsync(Socket near)
    {
        var link = new Link(near, new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
        near.NoDelay = true;
        _links[link] = true;
        try
        {
            if (_fault == NetworkFault.Resetting)
            {
                link.Close();
                return;
            }

            if (_fault == NetworkFault.HalfOpen) link.IsDead = true;
            await link.Far.ConnectAsync(Server, _ending.Token);
            await Task.WhenAny(PumpAsync(link, link.Near, link.Far, isAnswer: false), PumpAsync(link, link.Far, link.Near, isAnswer: true));
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
        finally
        {
            if (!link.IsDead) link.Close();
            _links.TryRemove(link, out _);
        }
    }

    private async Task PumpAsync(Link link, Socket from, Socket to, bool isAnswer)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var count = await from.ReceiveAsync(buffer, _ending.Token);
            if (link.IsDead) await Task.Delay(Timeout.Infinite, _ending.Token);
            if (count == 0) return;
            switch (_fault)
            {
                case NetworkFault.Hung or NetworkFault.HalfOpen:
                    await _healed.Task.WaitAsync(_ending.Token);
                    break;
                case NetworkFault.Slow when isAnswer:
                    await Task.Delay(Slowness, _ending.Token);
                    break;
                case NetworkFault.Garbage when isAnswer:
                    new Random(count).NextBytes(buffer.AsSpan(0, count));
                    break;
                case NetworkFault.Truncated when isAnswer:
                    await to.SendAsync(buffer.AsMemory(0, count / 2), _ending.Token);
                    return;
            }

            await to.SendAsync(buffer.AsMemory(0, count), _ending.Token);
        }
    }

    private sealed record Link(Socket Near, Socket Far)
    {
        private int _closed;

        public bool IsDead { get; set; }

        // with a reset, as a process that was killed or a network that gave up; the link's own end may come at the same time
        public void Close()
        {
            if (Interlocked.Exchange(ref _closed, 1) == 1) return;
            Near.LingerState = new LingerOption(true, 0);
            Near.Dispose();
            Far.Dispose();
        }
    }
}
