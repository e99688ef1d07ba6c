using System.Globalization;
using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Transport;

/// <summary>
/// Certificate, key, authority of clients and revocations of a server that is asked without a pause change again and again. No call that
/// is right may fail, and none that is wrong may succeed.
/// </summary>
public sealed class RotationTests : IDisposable
{
    private const int Askers = 2;

    private readonly TlsFolder _files = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static int Rotations => int.Parse(Environment.GetEnvironmentVariable("PDP_ROTATIONS") ?? "30", CultureInfo.InvariantCulture);

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task No_call_fails_that_is_right_and_none_succeeds_that_is_wrong()
    {
        var servers = new Authority("servers");
        var clients = new Authority("clients");
        var (good, bad, foreign) = (clients.Client("good"), clients.Client("bad"), new Authority("clients").Client("foreign"));
        _files.PutServer(servers.Server());
        _files.Put("clients.pem", clients.Pem);
        _files.Put("crl.pem", clients.Revoke(1, null, bad));
        var tls = _files.Options with { ClientAuthorities = _files["clients.pem"], Revoked = _files["crl.pem"], Poll = TimeSpan.FromMilliseconds(5) };
        await using var server = await RunningServer.StartAsync(options => options with { Tls = tls });
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var counts = new Counts();
        Task[] asking =
        [
            AskAsync(good, counts, over.Token, staysOpen: true), .. Enumerable.Range(0, Askers).Select(_ => AskAsync(good, counts, over.Token, staysOpen: false)),
            RefusedAsync(bad, counts, over.Token), RefusedAsync(foreign, counts, over.Token), RefusedAsync(null, counts, over.Token),
        ];
        var shown = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Rotations; i++)
        {
            var next = servers.Server();
            _files.PutServer(next);
            _files.Put("clients.pem", i % 2 == 0 ? clients.Pem + "\n" + servers.Pem : clients.Pem);
            _files.Put("crl.pem", clients.Revoke(2 + i, null, bad) + "\n" + servers.Revoke(2 + i));
            using var whole = next.Public();
            while (server.Server.Tls!.Current.Certificate.SerialNumber != whole.SerialNumber)
            {
                Cancelled.ThrowIfCancellationRequested();
                await Task.Delay(TimeSpan.FromMilliseconds(1), Cancelled);
            }

            using var fresh = new TlsClient(server.Server.GrpcEndPoint, servers, good);
            await fresh.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled);
            Assert.Equal(whole.SerialNumber, fresh.ServerSerial);
            shown.Add(whole.SerialNumber);
        }

        await over.CancelAsync();
        await Task.WhenAll(asking);
        TestContext.Current.TestOutputHelper?.WriteLine($"rotations {Rotations}, right calls {counts.Right}, of these failed {counts.Failed}, wrong calls {counts.Wrong}, of these answered {counts.Answered}: {counts.First}");
        Assert.Equal(Rotations, shown.Count);
        Assert.Equal((0, 0), (counts.Failed, counts.Answered));
        Assert.True(counts.Right > Rotations && counts.Wrong > 3);

        async Task AskAsync(Issued certificate, Counts into, CancellationToken end, bool staysOpen)
        {
            TlsClient? client = null;
            while (!end.IsCancellationRequested)
            {
                client ??= new TlsClient(server.Server.GrpcEndPoint, servers, certificate);
                try
                {
                    var answer = await client.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled);
                    Counts.Count(ref into.Right);
                    if (answer.Decision != Decision.Permit) into.Fail("another answer");
                }
                catch (RpcException exception)
                {
                    into.Fail(exception.ToString());
                }

                if (staysOpen) continue;
                client.Dispose();
                client = null;
            }

            client?.Dispose();
        }

        async Task RefusedAsync(Issued? certificate, Counts into, CancellationToken end)
        {
            while (!end.IsCancellationRequested)
            {
                using var client = new TlsClient(server.Server.GrpcEndPoint, servers, certificate);
                Counts.Count(ref into.Wrong);
                try
                {
                    await client.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled);
                    Counts.Count(ref into.Answered);
                }
                catch (RpcException)
                {
                    // as it should be
                }

                await Task.Delay(TimeSpan.FromMilliseconds(10), Cancelled);
            }
        }
    }

    private sealed class Counts
    {
        public int Right;
        public int Wrong;
        public int Failed;
        public int Answered;

        public string First { get; private set; } = "";

        public static void Count(ref int what) => Interlocked.Increment(ref what);

        public void Fail(string why)
        {
            if (Interlocked.Increment(ref Failed) == 1) First = why;
        }
    }
}
