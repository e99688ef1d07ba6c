using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Pdp.Bundles.Activation;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Bundles.Tests.Sources.Git;

/// <summary>A remote that hangs holds up nobody for longer than it is given, however often it is asked.</summary>
public sealed class HangingRemoteTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();

    public HangingRemoteTests()
    {
        Peer.Git.PathOrSkip();
        _listener.Start();
    }

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/p.git")]
    [InlineData("https://127.0.0.1:{0}/p.git")]
    [InlineData("ssh://git@127.0.0.1:{0}/p.git")]
    public async Task One_that_accepts_and_says_nothing_is_left_in_time(string url)
    {
        if (url.StartsWith("ssh", StringComparison.Ordinal)) new Peer("ssh", "apt-get install openssh-client").PathOrSkip();
        var accepted = new List<Socket>();
        var accepting = AcceptAsync(accepted);
        using var scene = new GitScene(string.Format(System.Globalization.CultureInfo.InvariantCulture, url, Port), static o => o with { Timeout = TimeSpan.FromSeconds(1) });
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 3; i++)
            Assert.Equal("the remote repository has not answered to the end within 1s", await scene.RefusedAsync(ActivationCodes.NoRepository));
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(30));
        await _end.CancelAsync();
        await accepting;
        // the other side of each connection is closed: no process of git's, nor of ssh's, is left
        Assert.Equal(3, accepted.Count);
        foreach (var socket in accepted)
        {
            await DrainAsync(socket);
            socket.Dispose();
        }
    }

    [Fact]
    public async Task One_that_trickles_is_left_in_time()
    {
        var trickling = TrickleAsync();
        using var scene = new GitScene($"http://127.0.0.1:{Port}/p.git", static o => o with { Timeout = TimeSpan.FromSeconds(2) });
        Assert.Equal("the remote repository has not answered to the end within 2s", await scene.RefusedAsync(ActivationCodes.NoRepository));
        Assert.InRange(await trickling, 5, 10_000);
    }

    [Fact]
    public async Task Being_told_to_stop_it_stops_at_once()
    {
        using var scene = new GitScene($"http://127.0.0.1:{Port}/p.git");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var reading = scene.Source.ReadAsync(null, stop.Token);
        using var socket = await _listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        await DrainAsync(socket);
    }

    private static async Task DrainAsync(Socket socket)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer, limit.Token) > 0)
            {
                // what it asked before it was killed
            }
        }
        catch (SocketException)
        {
            // it was reset
        }
    }

    private async Task AcceptAsync(List<Socket> accepted)
    {
        try
        {
            while (true) accepted.Add(await _listener.AcceptSocketAsync(_end.Token));
        }
        catch (OperationCanceledException)
        {
            // enough
        }
    }

    // how many bytes it got rid of before the other side went
    private async Task<int> TrickleAsync()
    {
        using var socket = await _listener.AcceptSocketAsync(_end.Token);
        await socket.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/x-git-upload-pack-advertisement\r\n\r\n"), _end.Token);
        var sent = 0;
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        try
        {
            while (await pace.WaitForNextTickAsync(_end.Token)) sent += await socket.SendAsync("0"u8.ToArray(), _end.Token);
        }
        catch (SocketException)
        {
            // it went
        }

        return sent;
    }
}
