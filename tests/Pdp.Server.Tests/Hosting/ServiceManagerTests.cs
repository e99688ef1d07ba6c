using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Hosting;

/// <summary>What a service manager is told, as systemd is: datagrams to a socket that the environment names.</summary>
public sealed partial class ServiceManagerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pdp-notify-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_told_that_the_server_is_ready_when_it_is_and_that_it_stops(bool isAbstract)
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("there is no systemd here");
        var path = Path.Combine(_folder.FullName, "notify");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(isAbstract ? '\0' + path : path));
        using var server = ServerProcess.Start(
            _folder.FullName, ["--policies", Fixture.Documents, "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0", "--stop-delay", "50ms"], ("NOTIFY_SOCKET", isAbstract ? "@" + path : path));

        Assert.Equal("READY=1", await NextAsync(socket));
        var address = HttpAddress().Match(await server.LineWithAsync("serving `")).Groups[1].Value;
        using var http = new HttpClient();
        Assert.Equal("ready\n", await http.GetStringAsync($"http://{address}/readyz", Cancelled));

        await server.StopAsync();
        Assert.Equal("STOPPING=1", await NextAsync(socket));
        Assert.Equal(0, await server.ExitAsync());
    }

    [Fact]
    public async Task One_that_cannot_be_reached_neither_ends_a_start_nor_disturbs_an_end()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("there is no systemd here");
        using var server = ServerProcess.Start(
            _folder.FullName, ["--policies", Fixture.Documents, "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0", "--stop-delay", "50ms"], ("NOTIFY_SOCKET", Path.Combine(_folder.FullName, "nobody")));

        await server.LineWithAsync("serving `");
        await server.StopAsync();
        Assert.Equal(0, await server.ExitAsync());
        foreach (var state in (string[])["READY=1", "STOPPING=1"]) Assert.Contains($"note: systemd could not be told `{state}`", await server.Error, StringComparison.Ordinal);
    }

    private static async Task<string> NextAsync(Socket socket)
    {
        var buffer = new byte[1000];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, limit.Token)).TrimEnd('\n');
    }

    [GeneratedRegex(@"HTTP on (\S+)")]
    private static partial Regex HttpAddress();
}
