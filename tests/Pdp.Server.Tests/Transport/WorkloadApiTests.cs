using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Identity.WorkloadApi;
using Pdp.Server.Hosting;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Pdp.Server.Transport;
using Xunit;

namespace Pdp.Server.Tests.Transport;

/// <summary>A server whose certificate, authorities and revocations come from a SPIFFE Workload API in another language.</summary>
public sealed class WorkloadApiTests : IAsyncDisposable
{
    private readonly Workloads _workloads = new();
    private readonly LogRecorder _log = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static int Rotations => int.Parse(Environment.GetEnvironmentVariable("PDP_ROTATIONS") ?? "30", CultureInfo.InvariantCulture);

    private TlsOptions Tls => new() { WorkloadApi = WorkloadAddress.Parse(_workloads.Address, out _), Poll = TimeSpan.FromMilliseconds(20) };

    public async ValueTask DisposeAsync()
    {
        await _workloads.DisposeAsync();
        _log.Dispose();
    }

    [Fact]
    public async Task What_it_pushes_is_in_force_and_what_it_withdraws_is_not()
    {
        var first = _workloads.Server();
        await using var server = await StartAsync(first);
        Assert.Equal("FetchX509SVID true", await _workloads.Agent.CallAsync(Cancelled));
        var (own, lost, foreign) = (_workloads.Client(), _workloads.Client(), _workloads.Other.Workload(["spiffe://example.com/pep"]));
        using var kept = Connect(server, own);
        using var revoked = Connect(server, lost);
        using var federated = Connect(server, foreign);
        foreach (var one in new[] { kept, revoked, federated }) Assert.Equal(Decision.Permit, (await AskAsync(one)).Decision);
        Assert.Equal(Serial(first), kept.ServerSerial);
        foreach (var wrong in new[] { null, _workloads.Other.Workload(["spiffe://example.org/pep"]), _workloads.Own.Workload(["spiffe://example.org"]), _workloads.Own.Client("no workload") })
        {
            using var client = Connect(server, wrong);
            await Assert.ThrowsAnyAsync<RpcException>(() => AskAsync(client));
        }

        // another certificate: open connections go on
        var second = _workloads.Server();
        await _workloads.Agent.SayAsync(_workloads.State(second), Cancelled);
        await UntilAsync(() => server.Server.Tls!.Current.Certificate.SerialNumber == Serial(second));
        using (var fresh = Connect(server, own))
        {
            await AskAsync(fresh);
            Assert.Equal(Serial(second), fresh.ServerSerial);
        }

        await AskAsync(kept);
        Assert.Equal(Serial(first), kept.ServerSerial);

        // what cannot be used leaves all as it was
        await _workloads.Agent.SayAsync(new() { ["raw"] = "//8=" }, Cancelled);
        await ToldAsync("Error WorkloadDiscarded: ", 1);
        await _workloads.Agent.SayAsync(_workloads.State(_workloads.Server(), keyOf: first), Cancelled);
        await ToldAsync("Error WorkloadDiscarded: ", 2);
        await _workloads.Agent.SayAsync(_workloads.State(_workloads.Own.Workload(["spiffe://example.org/other"])), Cancelled);
        await ToldAsync("Error TlsRefused: ", 1);
        Assert.Equal(Serial(second), server.Server.Tls!.Current.Certificate.SerialNumber);
        foreach (var one in new[] { kept, revoked, federated }) await AskAsync(one);

        // a list of one authority says nothing of another's
        await _workloads.Agent.SayAsync(_workloads.State(second, crls: _workloads.Own.Revoke(1, null, lost)), Cancelled);
        await UntilAsync(() => server.Server.Tls.Connected.Count == 2);
        await Assert.ThrowsAnyAsync<RpcException>(() => AskAsync(revoked));
        foreach (var one in new[] { kept, federated }) await AskAsync(one);

        // what is not said any more does not count any more
        await _workloads.Agent.SayAsync(_workloads.State(second, federated: false), Cancelled);
        await UntilAsync(() => server.Server.Tls.Connected.Count == 1);
        await Assert.ThrowsAnyAsync<RpcException>(() => AskAsync(federated));
        await AskAsync(kept);
        await AskAsync(revoked);
    }

    [Fact]
    public async Task What_is_withdrawn_beside_an_identity_that_cannot_be_used_is_withdrawn()
    {
        var first = _workloads.Server();
        await using var server = await StartAsync(first);
        using var kept = Connect(server, _workloads.Client());
        using var federated = Connect(server, _workloads.Other.Workload(["spiffe://example.com/pep"]));
        foreach (var one in new[] { kept, federated }) await AskAsync(one);
        await _workloads.Agent.SayAsync(_workloads.State(_workloads.Own.Workload(["spiffe://example.org/other"]), federated: false), Cancelled);
        await ToldAsync("Error TlsRefused: ", 1);
        await UntilAsync(() => server.Server.Tls!.Connected.Count == 1);
        await Assert.ThrowsAnyAsync<RpcException>(() => AskAsync(federated));
        await AskAsync(kept);
        Assert.Equal(Serial(first), server.Server.Tls!.Current.Certificate.SerialNumber);

        // and one that can be is taken
        var second = _workloads.Server();
        await _workloads.Agent.SayAsync(_workloads.State(second), Cancelled);
        await UntilAsync(() => server.Server.Tls.Current.Certificate.SerialNumber == Serial(second));
        await AskAsync(federated);
    }

    [Theory]
    [InlineData("of an impostor", 0)]
    [InlineData("damaged", 0)]
    [InlineData("no list", 0)]
    [InlineData("of the other domain, damaged", 1)]
    public async Task A_list_that_cannot_be_used_holds_up_nothing_and_nobody_is_believed_whom_it_could_name(string what, int believed)
    {
        var (first, second) = (_workloads.Server(), _workloads.Server());
        await using var server = await StartAsync(first);
        using var kept = Connect(server, _workloads.Client());
        using var federated = Connect(server, _workloads.Other.Workload(["spiffe://example.com/pep"]));
        foreach (var one in new[] { kept, federated }) await AskAsync(one);

        // with the list comes another certificate, and a trust domain is taken away
        var list = what switch
        {
            "of an impostor" => new Authority("example.org").Revoke(1),
            "damaged" => Damaged(_workloads.Own.Revoke(1)),
            "of the other domain, damaged" => Damaged(_workloads.Other.Revoke(1)),
            _ => PemEncoding.WriteString("X509 CRL", [0xFF, 0xFF]),
        };
        await _workloads.Agent.SayAsync(_workloads.State(second, federated: false, crls: list), Cancelled);
        await UntilAsync(() => server.Server.Tls!.Current.Certificate.SerialNumber == Serial(second) && server.Server.Tls.Connected.Count == believed);
        await Assert.ThrowsAnyAsync<RpcException>(() => AskAsync(federated));
        if (believed > 0) await AskAsync(kept);
        else await Assert.ThrowsAnyAsync<RpcException>(() => AskAsync(kept));
        Assert.Contains(_log.Records, static record => record.StartsWith("Error TlsFinding: ", StringComparison.Ordinal) && record.Contains("PDP0507", StringComparison.Ordinal));

        // one of the same authority that can be used says whom it has revoked, whatever the other would
        await _workloads.Agent.SayAsync(_workloads.State(second, federated: false, crls: [list, _workloads.Own.Revoke(2)]), Cancelled);
        await UntilAsync(() => !server.Server.Tls!.Current.CrlNumbers.IsEmpty);
        await AskAsync(kept);

        // its signature is said to be of another algorithm than the signed part says
        static string Damaged(string pem)
        {
            var der = PemBlocks.Read(System.Text.Encoding.ASCII.GetBytes(pem))![0].Bytes;
            der[der.AsSpan().LastIndexOf<byte>([0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2]) + 7] = 3;
            return PemEncoding.WriteString("X509 CRL", der);
        }
    }

    [Fact]
    public async Task A_server_that_is_given_no_identity_any_more_takes_no_connections_until_it_is()
    {
        var issued = _workloads.Server();
        await using var server = await StartAsync(issued);
        using var client = Connect(server, _workloads.Client());
        await AskAsync(client);
        Assert.Equal("ready\n", await ReadyzAsync());

        await _workloads.Agent.AnswerAsync("PERMISSION_DENIED", "no identity issued", Cancelled);
        await ToldAsync("Error WorkloadDenied: ", 1);
        await UntilAsync(() => server.Server.Tls!.Connected.Count == 0);
        await Assert.ThrowsAnyAsync<RpcException>(() => AskAsync(client));
        Assert.StartsWith("no identity: the Workload API gives this workload no identity: PermissionDenied: no identity issued", await ReadyzAsync(), StringComparison.Ordinal);

        // the same identity again
        await _workloads.Agent.SayAsync(_workloads.State(issued), Cancelled);
        await UntilAsync(() => server.Server.Tls!.Current.Withdrawn is null);
        await AskAsync(client);
        Assert.Equal("ready\n", await ReadyzAsync());
    }

    [Fact]
    public async Task An_agent_that_is_gone_is_waited_for_and_the_certificate_serves_until_it_expires()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await StartAsync(_workloads.Server(), clock);
        using var client = Connect(server, _workloads.Client());
        await AskAsync(client);
        await _workloads.CrashAsync();
        await ToldAsync("Warning WorkloadLost: ", 1);
        using (var other = Connect(server, _workloads.Client())) await AskAsync(other);

        var next = _workloads.Server();
        await _workloads.StartAsync(Cancelled);
        await _workloads.Agent.SayAsync(_workloads.State(next), Cancelled);
        await UntilAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return server.Server.Tls!.Current.Certificate.SerialNumber == Serial(next);
        });
        await AskAsync(client);

        clock.SetUtcNow(clock.GetUtcNow().AddDays(16));
        server.Server.Tls!.Look();
        await ToldAsync("Error TlsExpired: ", 1);
        Assert.StartsWith("no identity: the certificate of this server expired at", await ReadyzAsync(), StringComparison.Ordinal);
        using var late = Connect(server, _workloads.Client());
        await Assert.ThrowsAnyAsync<RpcException>(() => AskAsync(late));
    }

    [Theory]
    [InlineData(null, "gave no identity within 0.3 s: Unavailable")]
    [InlineData("PERMISSION_DENIED", "gave no identity within 0.3 s: PermissionDenied: no")]
    [InlineData("UNIMPLEMENTED", "does not take the call: Unimplemented: no")]
    [InlineData("", "gave no identity within 0.3 s: it says nothing")]
    public async Task A_server_does_not_start_without_an_identity(string? status, string told)
    {
        if (status is not null) await _workloads.StartAsync(Cancelled);
        if (status is { Length: > 0 }) await _workloads.Agent.AnswerAsync(status, "no", Cancelled);
        var exception = await Assert.ThrowsAsync<StartUpException>(() => StartAsync(Tls with { WorkloadWait = TimeSpan.FromMilliseconds(300) }));
        Assert.Contains(told, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_does_not_start_with_an_identity_that_is_against_the_rules()
    {
        await _workloads.StartAsync(Cancelled);
        await _workloads.Agent.SayAsync(_workloads.State(_workloads.Own.Workload([Workloads.ServerId], new Svid { Usage = null })), Cancelled);
        var exception = await Assert.ThrowsAsync<StartUpException>(() => StartAsync(Tls));
        Assert.Contains(exception.Findings, static finding => finding.Message.Contains("is no X.509-SVID: it has no critical key usage", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_call_fails_while_it_rotates()
    {
        await using var server = await StartAsync(_workloads.Server());
        var (good, foreign) = (_workloads.Client(), new Authority("example.org").Workload(["spiffe://example.org/pep"]));
        var bad = _workloads.Client();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var (right, wrong, answered, failed) = (0, 0, 0, "");
        Task[] asking = [RightAsync(staysOpen: true), RightAsync(staysOpen: false), WrongAsync(bad), WrongAsync(foreign), WrongAsync(null)];
        for (var i = 0; i < Rotations; i++)
        {
            var next = _workloads.Server();
            await _workloads.Agent.SayAsync(_workloads.State(next, federated: i % 2 == 0, crls: _workloads.Own.Revoke(1 + i, null, bad)), Cancelled);
            await UntilAsync(() => server.Server.Tls!.Current.Certificate.SerialNumber == Serial(next));
            using var fresh = Connect(server, good);
            await AskAsync(fresh);
            Assert.Equal(Serial(next), fresh.ServerSerial);
        }

        await over.CancelAsync();
        await Task.WhenAll(asking);
        TestContext.Current.TestOutputHelper?.WriteLine($"rotations {Rotations}, right calls {right}, wrong calls {wrong}, of these answered {answered}");
        Assert.Equal("", failed);
        Assert.Equal(0, answered);
        Assert.True(right > Rotations && wrong > 3);

        async Task RightAsync(bool staysOpen)
        {
            var client = Connect(server, good);
            while (!over.IsCancellationRequested)
            {
                try
                {
                    await AskAsync(client);
                    Interlocked.Increment(ref right);
                }
                catch (RpcException exception)
                {
                    failed = exception.ToString();
                }

                if (staysOpen) continue;
                client.Dispose();
                client = Connect(server, good);
            }

            client.Dispose();
        }

        async Task WrongAsync(Issued? certificate)
        {
            // the one that is revoked is so from the first rotation on
            while (certificate == bad && server.Server.Tls!.Current.CrlNumbers.IsEmpty) await Task.Delay(1, Cancelled);
            while (!over.IsCancellationRequested)
            {
                using var client = Connect(server, certificate);
                Interlocked.Increment(ref wrong);
                try
                {
                    await AskAsync(client);
                    Interlocked.Increment(ref answered);
                }
                catch (RpcException)
                {
                    // as it should be
                }

                await Task.Delay(10, Cancelled);
            }
        }
    }

    private static string Serial(Issued issued)
    {
        using var certificate = issued.Public();
        return certificate.SerialNumber;
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds()) await Task.Delay(1, Cancelled);
    }

    private Task ToldAsync(string start, int times) => UntilAsync(() => _log.Records.Count(record => record.StartsWith(start, StringComparison.Ordinal)) >= times);

    private TlsClient Connect(RunningServer server, Issued? certificate) => new(server.Server.GrpcEndPoint, _workloads.Own, certificate, id: Workloads.ServerId);

    private static async Task<CheckResponse> AskAsync(TlsClient client) => await client.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled);

    private async Task<string> ReadyzAsync()
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(_workloads.HttpSocket), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var http = new HttpClient(handler);
        using var answer = await http.GetAsync("http://localhost/readyz", Cancelled);
        return await answer.Content.ReadAsStringAsync(Cancelled);
    }

    private async Task<RunningServer> StartAsync(Issued issued, TimeProvider? clock = null)
    {
        await _workloads.StartAsync(Cancelled);
        await _workloads.Agent.SayAsync(_workloads.State(issued), Cancelled);
        // a clock that jumps would tick all that it jumps over
        return await StartAsync(clock is null ? Tls : Tls with { Poll = TimeSpan.FromHours(1) }, clock);
    }

    private Task<RunningServer> StartAsync(TlsOptions tls, TimeProvider? clock = null) =>
        RunningServer.StartAsync(options => options with { Tls = tls, Http = ListenAddress.Parse($"unix:{_workloads.HttpSocket}", out _)! }, clock: clock, log: _log);
}
