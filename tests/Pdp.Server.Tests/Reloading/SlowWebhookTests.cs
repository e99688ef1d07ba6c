using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Reloading;

/// <summary>A webhook whose body does not come to its end is answered in time, whoever sends it.</summary>
public sealed class SlowWebhookTests : IDisposable
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("pdp-slow-");
    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Delete(recursive: true);

    [Fact]
    public async Task A_body_that_does_not_end_is_waited_for_eight_seconds()
    {
        var secret = Path.Combine(_place.FullName, "token");
        await File.WriteAllTextAsync(secret, "a-secret-of-more-than-thirty-two-characters", Cancelled);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var log = new LogRecorder();
        await using var running = await RunningServer.StartAsync(options => options with { ReloadTokenFile = secret }, warm: false, clock: _clock, log: log);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(running.Server.HttpEndPoint, Cancelled);
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var head = $"POST /reload HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nExpect: 100-continue\r\nX-Hub-Signature-256: sha256={new string('0', 64)}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), Cancelled);

        // it reads the body from now on
        Assert.Equal("HTTP/1.1 100 Continue", await LineAsync(reader));
        await stream.WriteAsync("{"u8.ToArray(), Cancelled);
        _clock.Advance(TimeSpan.FromSeconds(8));
        Assert.Equal("", await LineAsync(reader));
        Assert.Equal("HTTP/1.1 408 Request Timeout", await LineAsync(reader));
        var answer = new List<string?>();
        while (await LineAsync(reader) is { Length: > 0 } line) answer.Add(line);
        Assert.Contains("Connection: close", answer);
        socket.Shutdown(SocketShutdown.Both);
        await running.Server.StopAsync();
        Assert.DoesNotContain(log.Records, static record => record.StartsWith("Error", StringComparison.Ordinal));
    }

    private static async Task<string?> LineAsync(StreamReader reader) =>
        await reader.ReadLineAsync(Cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
}
