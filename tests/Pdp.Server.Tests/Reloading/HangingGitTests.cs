using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Grpc.Health.V1;
using Pdp.Bundles;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Keeping;
using Pdp.Bundles.Sources.Git;
using Pdp.Contracts.V1;
using Pdp.Server.Hosting;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Pdp.TestKit.Peers;
using Xunit;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Pdp.Server.Tests.Reloading;

/// <summary>A git remote that accepts and says nothing keeps no server from serving what it kept, and leaves nothing behind.</summary>
public sealed class HangingGitTests : IDisposable
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("pdp-git-hangs-");
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public HangingGitTests()
    {
        Peer.Git.PathOrSkip();
        _listener.Start();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _listener.Dispose();
        _place.Delete(recursive: true);
    }

    [Fact]
    public async Task What_was_kept_is_served_while_a_remote_hangs_and_each_fetch_ends_in_time()
    {
        var location = GitLocation.Parse($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}/x.git", out _)!;
        using var store = RevisionStore.Open(Path.Combine(_place.FullName, "state"));
        var before = Fixture.Bundle with { Directory = location.Name, Revision = new string('a', 40), Origin = new BundleOrigin { Commit = new string('a', 40) } };
        store.Keep(before, VersionMarks.None.With(before), TimeProvider.System.GetUtcNow());
        var kept = store.Read()!;
        var options = new PdpServerOptions { Policies = Fixture.Documents, Git = location };
        using var source = new GitSource(
            new GitOptions { Location = location, Timeout = TimeSpan.FromSeconds(1), Poll = TimeSpan.FromMilliseconds(1), Since = kept.Origin.Commit },
            new LoadOptions(), TimeProvider.System, Assert.Fail);

        using var told = new StringWriter();
        var first = await new FirstLoad(options, source, store, kept, TimeProvider.System, new Teller(told)).RunAsync(Cancellation);
        Assert.Equal(before.Revision, first!.Bundle.Revision);
        Assert.Contains("PDP0410: the remote repository has not answered to the end within 1s", told.ToString(), StringComparison.Ordinal);
        using var fromStart = await _listener.AcceptSocketAsync(Cancellation);
        await EndAsync(fromStart);

        var running = await RunningServer.StartAsync(warm: true, bundle: first.Bundle);
        var untold = running.Server.Serving;
        var following = running.Server.FollowAsync(source, first with { Refusal = null }, store);
        for (var i = 0; i < 2; i++)
        {
            // a fetch is under way: calls and health go on
            using var socket = await _listener.AcceptSocketAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
            var answer = await running.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancellation);
            Assert.Equal(before.Revision, answer.Revision);
            var health = await new Grpc.Health.V1.Health.HealthClient(running.Channel).CheckAsync(new HealthCheckRequest(), cancellationToken: Cancellation);
            Assert.Equal(ServingStatus.Serving, health.Status);
            await EndAsync(socket);
            // told once: the same told again changes nothing
            await untold.Changed.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
            var finding = Assert.Single(running.Server.Serving.Refusal!.Findings);
            Assert.Equal(("PDP0410", "the remote repository has not answered to the end within 1s"), (finding.Code, finding.Message));
        }

        // stopping does not wait for it either
        using var last = await _listener.AcceptSocketAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        await running.Server.StopAsync();
        await following.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        await EndAsync(last);
        await running.DisposeAsync();
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_server_that_is_told_to_stop_while_the_first_fetch_hangs_ends_and_leaves_nothing_behind(string signal)
    {
        var port = ((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var temporary = _place.CreateSubdirectory("tmp");
        using var server = ServerProcess.Start(
            _place.FullName, ["--git", $"http://127.0.0.1:{port}/x.git", "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0"], ("TMPDIR", temporary.FullName));
        using var asked = await _listener.AcceptSocketAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.Single(temporary.GetDirectories("pdp-clone-*"));
        await server.SignalAsync(signal);
        Assert.Equal(ServerExitCodes.Ok, await server.ExitAsync().WaitAsync(TimeSpan.FromSeconds(20), Cancellation));
        Assert.Equal("note: told to stop before it served", (await server.Error).Trim());
        await EndAsync(asked);
        Assert.Empty(temporary.GetDirectories());
    }

    // the other side is closed: no process of git's is left that had it
    private static async Task EndAsync(Socket socket)
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
}
