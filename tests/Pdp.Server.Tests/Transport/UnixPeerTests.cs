using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Pdp.Server.Tests.Support;
using Pdp.Server.Tests.Support.Http2;
using Pdp.Server.Transport;
using Xunit;

namespace Pdp.Server.Tests.Transport;

public sealed class UnixPeerTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_over_the_file_system_knows_its_process()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "credentials of peers are Linux's");
        var folder = Directory.CreateTempSubdirectory("pdp-peer-");
        try
        {
            var path = Path.Combine(folder.FullName, "s");
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(path, static listen => listen.Use(UnixPeer.Note)));
            await using var app = builder.Build();
            UnixPeer? seen = null;
            app.Run(context =>
            {
                seen = context.Features.Get<UnixPeer>();
                return Task.CompletedTask;
            });
            await app.StartAsync(Cancelled);
            using var handler = new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellation) =>
                {
                    var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            };
            using var client = new HttpClient(handler);
            await client.GetAsync("http://localhost/", Cancelled);
            using var id = Process.Start(new ProcessStartInfo("id", "-u") { RedirectStandardOutput = true })!;
            Assert.Equal((await id.StandardOutput.ReadToEndAsync(Cancelled)).Trim(), $"{seen!.UserId}");
            Assert.Equal(Environment.ProcessId, seen.ProcessId);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(false, "reset")]
    [InlineData(true, "end")]
    public async Task A_call_that_a_proxy_received_encrypted_is_taken_only_where_that_is_known(bool isBehind, string end)
    {
        await using var server = await RunningServer.StartAsync(options => options with { BehindTls = isBehind });
        using var connection = await RawConnection.ConnectAsync(server.Server.GrpcEndPoint);
        await connection.SendAsync(Http2.HeadersOf(1, Calls.Headers(Calls.Check, (":scheme", "https"))), Http2.DataOf(1, Calls.Question(Calls.Check), end: true));
        Assert.StartsWith(end, (await connection.EndOfAsync(1)).End, StringComparison.Ordinal);
    }
}
