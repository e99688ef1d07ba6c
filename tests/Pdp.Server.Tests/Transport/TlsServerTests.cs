using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Server.Settings;
using Pdp.Server.Telemetry.Metrics;
using Pdp.Server.Tests.Access;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Transport;

public sealed class TlsServerTests : IDisposable
{
    private const string Id = "spiffe://example.org/ns/a/sa/b";

    private static readonly Authority Servers = new("servers");
    private static readonly Authority Clients = new("clients");
    private static readonly Authority Others = new("others");

    private readonly TlsFolder _files = new();
    private readonly LogRecorder _log = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private TlsOptions Plain => _files.Options with { Poll = TimeSpan.FromHours(1) };

    private TlsOptions Mutual => Plain with { ClientAuthorities = _files["clients.pem"] };

    public void Dispose()
    {
        _files.Dispose();
        _log.Dispose();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Both_addresses_are_encrypted(SslProtocols protocols)
    {
        await using var server = await StartAsync(Plain);
        using var grpc = new TlsClient(server.Server.GrpcEndPoint, Servers, protocols: protocols);
        Assert.Equal(Decision.Permit, (await grpc.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled)).Decision);
        foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var http = new TlsClient(server.Server.HttpEndPoint, Servers, version: version, protocols: protocols);
            Assert.Equal("ready\n", await http.Http.GetStringAsync("/readyz", Cancelled));
            Assert.Equal(HttpStatusCode.OK, await EvaluateAsync(http));
        }

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => server.Http.GetAsync("/readyz", Cancelled));
        await Assert.ThrowsAnyAsync<RpcException>(async () => await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled));
    }

    [Fact]
    public async Task A_client_on_gRPC_has_to_show_a_certificate_that_is_believed()
    {
        await using var server = await StartAsync(Mutual);
        using var good = new TlsClient(server.Server.GrpcEndPoint, Servers, Clients.Client("pep"));
        Assert.Equal(Decision.Permit, (await good.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled)).Decision);
        var peer = Assert.Single(server.Server.Tls!.Connected);
        Assert.Equal(("CN=pep", null), (peer.Subject, peer.SpiffeId));
        foreach (var bad in new[] { null, Others.Client("pep"), Clients.Client("pep", isExpired: true), Clients.Client("pep", purposes: "server") })
        {
            using var client = new TlsClient(server.Server.GrpcEndPoint, Servers, bad);
            await Assert.ThrowsAnyAsync<RpcException>(async () => await client.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled));
        }

        Assert.Single(server.Server.Tls.Connected);
        Assert.Contains(_log.Records, static record => record.StartsWith("Warning PeerRefused: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_on_HTTP_that_shows_none_is_told_so_and_a_wrong_one_is_refused()
    {
        await using var server = await StartAsync(Mutual);
        foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var none = new TlsClient(server.Server.HttpEndPoint, Servers, version: version);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/access/v1/evaluation") { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            request.Headers.Add("X-Request-ID", "r1");
            using var answer = await none.Http.SendAsync(request, Cancelled);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("r1", Assert.Single(answer.Headers.GetValues("X-Request-ID")));
            Assert.NotEmpty(answer.Headers.WwwAuthenticate);
            Assert.Equal(HttpStatusCode.Unauthorized, (await none.Http.GetAsync("/nothing", Cancelled)).StatusCode);
            Assert.Equal("ready\n", await none.Http.GetStringAsync("/readyz", Cancelled));

            using var good = new TlsClient(server.Server.HttpEndPoint, Servers, Clients.Client("pep"), version: version);
            Assert.Equal(HttpStatusCode.OK, await EvaluateAsync(good));
            using var wrong = new TlsClient(server.Server.HttpEndPoint, Servers, Others.Client("pep"), version: version);
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => EvaluateAsync(wrong));
        }
    }

    [Fact]
    public async Task Who_scrapes_metrics_needs_no_certificate_where_everybody_may_or_a_key_says_who_it_is()
    {
        const string Key = "pdp_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
        using var access = new AccessFolder();
        access.PutKeys(("prometheus", Key, null), ("else", Key + "H", null)).Permit(("scrapes", ["observe"], "subject.type == 'key' && subject.id == 'prometheus'"), ("anybody", ["observe"], "subject.type == 'anonymous'"));
        await using var guarded = await StartAsync(Mutual, set: access.Set);
        Assert.Equal(HttpStatusCode.OK, await ScrapeAsync(guarded, Key));
        Assert.Equal(HttpStatusCode.Forbidden, await ScrapeAsync(guarded, Key + "H"));

        // a rule for those who show nothing is none for those who should have shown a certificate
        Assert.Equal(HttpStatusCode.Unauthorized, await ScrapeAsync(guarded, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await ScrapeAsync(guarded, "pdp_unknown"));
        Assert.Contains("\"status\"", await HealthAsync(guarded, Key), StringComparison.Ordinal);
        Assert.Equal("ready\n", await HealthAsync(guarded, null));

        // a key opens nothing else
        using var none = new TlsClient(guarded.Server.HttpEndPoint, Servers, version: HttpVersion.Version11);
        none.Http.DefaultRequestHeaders.Authorization = new("Bearer", Key);
        Assert.Equal(HttpStatusCode.Unauthorized, await EvaluateAsync(none));

        await using var open = await StartAsync(Mutual, set: static options => options with { Metrics = MetricsExposure.Open });
        Assert.Equal(HttpStatusCode.OK, await ScrapeAsync(open, null));
        await using var off = await StartAsync(Mutual, set: static options => options with { Metrics = MetricsExposure.Off });
        Assert.Equal(HttpStatusCode.Unauthorized, await ScrapeAsync(off, null));
    }

    [Fact]
    public async Task No_call_of_gRPC_gets_by_on_the_HTTP_address_without_a_certificate()
    {
        await using var server = await StartAsync(Mutual);
        using var none = new TlsClient(server.Server.HttpEndPoint, Servers);
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await none.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled));
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        using var stream = none.Decisions.CheckStream(cancellationToken: Cancelled);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(Cancelled))).StatusCode);
    }

    [Fact]
    public async Task A_workload_is_held_against_its_own_trust_domain()
    {
        _files.Put("org.pem", Clients.Pem);
        _files.Put("com.pem", Others.Pem);
        var bundles = Plain.SpiffeBundles.Add("example.org", _files["org.pem"]).Add("example.com", _files["com.pem"]);
        await using var server = await StartAsync(Plain with { SpiffeBundles = bundles });
        var middle = new Authority("between", Clients);
        using var good = new TlsClient(server.Server.GrpcEndPoint, Servers, middle.Workload([Id]), [middle.Certificate]);
        Assert.Equal(Decision.Permit, (await good.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled)).Decision);
        Assert.Equal(Id, Assert.Single(server.Server.Tls!.Connected).SpiffeId);
        foreach (var bad in new[] { Others.Workload([Id]), Clients.Workload(["spiffe://example.com/x"]), Clients.Workload(["spiffe://example.net/x"]), Clients.Client("no workload") })
        {
            using var client = new TlsClient(server.Server.GrpcEndPoint, Servers, bad);
            await Assert.ThrowsAnyAsync<RpcException>(async () => await client.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled));
        }
    }

    [Fact]
    public async Task Nothing_is_fetched_from_where_a_certificate_of_a_client_points()
    {
        using var canary = new TcpListener(IPAddress.Loopback, 0);
        canary.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)canary.LocalEndpoint).Port}/ca";
        X509Extension[] pointing =
        [
            new X509AuthorityInformationAccessExtension(null, [url]), CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([url]),
        ];
        await using var server = await StartAsync(Mutual);
        var answered = 0;
        foreach (var issued in new[] { new Authority("unknown", Others).Workload([], new Svid { Others = pointing }), Clients.Workload([], new Svid { Others = pointing }) })
        {
            using var client = new TlsClient(server.Server.GrpcEndPoint, Servers, issued);
            try
            {
                await client.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled);
                answered++;
            }
            catch (RpcException)
            {
                // the first of the two is not believed
            }
        }

        Assert.Equal(1, answered);
        Assert.False(canary.Pending());
    }

    [Fact]
    public async Task New_handshakes_show_a_new_certificate_and_open_connections_go_on()
    {
        var (first, second) = (Servers.Server(), Servers.Server());
        var loads = new List<string>();
        using var meter = new System.Diagnostics.Metrics.MeterListener();
        meter.InstrumentPublished = (instrument, on) =>
        {
            if (instrument.Meter.Name == Pdp.Server.Transport.TransportMeter.Name && instrument.Name == "pdp.tls.loads") on.EnableMeasurementEvents(instrument);
        };
        meter.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            lock (loads) loads.Add($"{tags[0].Value}");
        });
        meter.Start();
        await using var server = await StartAsync(Plain, first);
        using var early = new TlsClient(server.Server.GrpcEndPoint, Servers);
        await early.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled);
        Assert.Equal(Serial(first), early.ServerSerial);

        _files.Put("server.pem", second.Certificate);
        server.Server.Tls!.Look();
        Assert.Equal(Serial(first), await ShownAsync(server));
        Assert.DoesNotContain(_log.Records, static record => record.Contains("TlsRefused", StringComparison.Ordinal));
        server.Server.Tls.Look();
        server.Server.Tls.Look();
        Assert.Single(_log.Records, static record => record.StartsWith("Error TlsRefused", StringComparison.Ordinal));
        Assert.Contains(_log.Records, static record => record.Contains("PDP0504", StringComparison.Ordinal));

        _files.Put("server.key", second.Key);
        server.Server.Tls.Look();
        Assert.Equal(Serial(second), await ShownAsync(server));
        await early.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled);
        Assert.Equal(Serial(first), early.ServerSerial);

        // servers of other tests count as well
        lock (loads) Assert.Superset(new HashSet<string>(["refused", "loaded"], StringComparer.Ordinal), loads.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Files_behind_a_link_that_is_pointed_elsewhere_are_noticed_by_the_clock()
    {
        if (!OperatingSystem.IsLinux()) return;
        var issued = new[] { Servers.Server(), Servers.Server() };
        var options = Plain with { Poll = TimeSpan.FromMilliseconds(20), Certificate = _files["tls.crt"], Key = _files["tls.key"] };
        for (var i = 0; i < 2; i++)
        {
            Directory.CreateDirectory(_files[$"..v{i}"]);
            _files.Put($"..v{i}/tls.crt", issued[i].Certificate);
            _files.Put($"..v{i}/tls.key", issued[i].Key);
        }

        File.CreateSymbolicLink(_files["..data"], "..v0");
        File.CreateSymbolicLink(_files["tls.crt"], "..data/tls.crt");
        File.CreateSymbolicLink(_files["tls.key"], "..data/tls.key");
        await using var server = await StartAsync(options);
        Assert.Equal(Serial(issued[0]), await ShownAsync(server));
        File.CreateSymbolicLink(_files["..next"], "..v1");
        using (var move = System.Diagnostics.Process.Start("mv", ["-T", _files["..next"], _files["..data"]])) await move.WaitForExitAsync(Cancelled);
        while (await ShownAsync(server) != Serial(issued[1])) Cancelled.ThrowIfCancellationRequested();
    }

    [Fact]
    public async Task An_open_connection_is_cut_off_when_its_certificate_is_not_believed_any_more()
    {
        var (good, bad) = (Clients.Client("good"), Clients.Client("bad"));
        _files.Put("crl.pem", Clients.Revoke(5));
        await using var server = await StartAsync(Mutual with { Revoked = _files["crl.pem"] });
        using var kept = new TlsClient(server.Server.GrpcEndPoint, Servers, good);
        using var lost = new TlsClient(server.Server.GrpcEndPoint, Servers, bad);
        await kept.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled);
        await lost.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled);
        using var watched = lost.Decisions.CheckStream(cancellationToken: Cancelled);
        await watched.RequestStream.WriteAsync(new CheckStreamRequest { RequestId = 1, Request = Questions.Permitted }, Cancelled);
        Assert.True(await watched.ResponseStream.MoveNext(Cancelled));

        // an older list takes nothing back
        _files.Put("crl.pem", Clients.Revoke(4, null, good));
        server.Server.Tls!.Look();
        server.Server.Tls.Look();
        Assert.Contains(_log.Records, static record => record.Contains("PDP0507", StringComparison.Ordinal));
        Assert.Equal(2, server.Server.Tls.Connected.Count);

        _files.Put("crl.pem", Clients.Revoke(6, null, bad));
        server.Server.Tls.Look();
        Assert.Equal("CN=good", Assert.Single(server.Server.Tls.Connected).Subject);
        await Assert.ThrowsAnyAsync<RpcException>(() => watched.ResponseStream.MoveNext(Cancelled));
        await Assert.ThrowsAnyAsync<RpcException>(async () => await lost.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled));
        await kept.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled);

        _files.Put("clients.pem", Others.Pem);
        _files.Put("crl.pem", Others.Revoke(1));
        server.Server.Tls.Look();
        Assert.Empty(server.Server.Tls.Connected);
        await Assert.ThrowsAnyAsync<RpcException>(async () => await kept.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled));
    }

    [Theory]
    [InlineData("expired", 0)]
    [InlineData("of an impostor", 1)]
    [InlineData("broken off", 1)]
    [InlineData("beside one that holds", 1)]
    public async Task An_authority_that_is_taken_away_is_not_believed_though_a_list_cannot_be_used(string what, int believed)
    {
        _files.Put("clients.pem", Clients.Pem + "\n" + Others.Pem);
        var revoked = Clients.Client("revoked");
        _files.Put("crl.pem", Clients.Revoke(5, null, revoked) + "\n" + Others.Revoke(5));
        await using var server = await StartAsync(Mutual with { Revoked = _files["crl.pem"] });
        using var kept = new TlsClient(server.Server.GrpcEndPoint, Servers, Clients.Client("kept"));
        using var gone = new TlsClient(server.Server.GrpcEndPoint, Servers, Others.Client("gone"));
        foreach (var one in new[] { kept, gone }) await one.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled);

        _files.Put("clients.pem", Clients.Pem);
        _files.Put("crl.pem", what switch
        {
            "expired" => Clients.Revoke(6, TimeSpan.FromDays(-1), revoked),
            "of an impostor" => new Authority("clients").Revoke(6),
            "broken off" => Clients.Revoke(6)[..80],
            _ => Clients.Revoke(6, null, revoked) + "\n" + System.Security.Cryptography.PemEncoding.WriteString("X509 CRL", [0xFF, 0xFF]),
        });

        // what may have been caught half written
        server.Server.Tls!.Look();
        Assert.Equal(2, server.Server.Tls.Connected.Count);
        server.Server.Tls.Look();
        Assert.Equal(believed, server.Server.Tls.Connected.Count);
        await Assert.ThrowsAnyAsync<RpcException>(async () => await gone.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled));
        using var known = new TlsClient(server.Server.GrpcEndPoint, Servers, revoked);
        await Assert.ThrowsAnyAsync<RpcException>(async () => await known.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled));
        if (believed > 0) await kept.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled);
        else await Assert.ThrowsAnyAsync<RpcException>(async () => await kept.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled));
        Assert.Contains(_log.Records, static record => record.StartsWith("Error TlsFinding: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_open_connection_is_cut_off_when_its_certificate_expires()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await StartAsync(Mutual, clock: clock);
        using var client = new TlsClient(server.Server.GrpcEndPoint, Servers, Clients.Client("pep"));
        await client.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled);
        server.Server.Tls!.Look();
        Assert.Single(server.Server.Tls.Connected);
        clock.SetUtcNow(clock.GetUtcNow().AddDays(16));
        server.Server.Tls.Look();
        Assert.Empty(server.Server.Tls.Connected);
    }

    [Fact]
    public async Task All_that_is_wrong_with_the_files_is_told_at_the_start_and_it_never_listens()
    {
        var expired = Servers.Server(isExpired: true);
        _files.Put("server.pem", expired.Certificate);
        _files.Put("server.key", Servers.Server().Key, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        _files.Put("clients.pem", Clients.Client("no authority").Certificate);
        _files.Put("crl.pem", Others.Revoke(1, TimeSpan.FromDays(-1)));
        var (code, output, error) = await ServerHere.RunAsync(Path.GetTempPath(), [
            "--policies", Fixture.Documents, "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0", "--tls-cert", _files["server.pem"], "--tls-key", _files["server.key"],
            "--tls-client-ca", _files["clients.pem"], "--tls-crl", _files["crl.pem"], "--tls-spiffe-bundles", $"example.org={_files["none.pem"]}"]);
        Assert.Equal(ServerExitCodes.Failed, code);
        Assert.Equal("", output);
        foreach (var told in new[] { "PDP0503: the certificate of `CN=localhost` expired", "PDP0504", "PDP0505", "PDP0506: `CN=no authority` is no root authority", "PDP0503: list 1 in it held until", "PDP0501: it cannot be read: there is no such file", "6 errors" })
        {
            Assert.Contains(told, error, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("PRIVATE KEY-", error, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "empty", "PDP0502: there is no certificate in it" },
        { "broken off", "PDP0502: it is broken off" },
        { "no certificate", "PDP0502: certificate 1 in it is malformed" },
        { "for clients", "PDP0506: the certificate of `CN=pep` is not for servers" },
        { "no key", "PDP0502: there are 0 private keys" },
        { "two keys", "PDP0502: there are 2 private keys" },
        { "encrypted key", "PDP0502: the key in it is encrypted" },
        { "large", "PDP0501: it cannot be read: it is larger than" },
        { "signature of a list", "PDP0507: list 1 in it is not signed by `CN=clients`" },
        { "list of another kind", "PDP0502: there is no list" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_file_that_cannot_be_used_is_told_for_what_it_is(string what, string told)
    {
        var good = Servers.Server();
        _files.PutServer(good);
        _files.Put("clients.pem", Clients.Pem);
        var options = Mutual;
        switch (what)
        {
            case "empty": _files.Put("server.pem", ""); break;
            case "broken off": _files.Put("server.pem", good.Certificate + good.Certificate[..200]); break;
            case "no certificate": _files.Put("server.pem", PemEncoding.WriteString("CERTIFICATE", [1, 2, 3])); break;
            case "for clients": _files.PutServer(Servers.Client("pep")); break;
            case "no key": _files.Put("server.key", good.Certificate); break;
            case "two keys": _files.Put("server.key", good.Key + "\n" + good.Key); break;
            case "large": _files.Put("server.pem", new string('#', 1024 * 1024 + 1)); break;
            case "encrypted key":
                using (var key = ECDsa.Create()) _files.Put("server.key", key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1)));
                break;
            case "signature of a list":
                _files.Put("crl.pem", new Authority("clients").Revoke(1));
                options = options with { Revoked = _files["crl.pem"] };
                break;
            case "list of another kind":
                _files.Put("crl.pem", good.Certificate);
                options = options with { Revoked = _files["crl.pem"] };
                break;
            default: throw new ArgumentOutOfRangeException(nameof(what), what, null);
        }

        var (snapshot, findings) = Pdp.Server.Transport.TlsLoading.Load(Pdp.Server.Transport.TlsFiles.Read(options), null, TimeProvider.System.GetUtcNow());
        Assert.Null(snapshot);
        Assert.Contains(findings, one => $"{one.Code}: {one.Message}".StartsWith(told, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_that_the_group_may_read_is_told_and_taken()
    {
        if (OperatingSystem.IsWindows()) return;
        var issued = Servers.Server();
        _files.Put("server.key", issued.Key, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        _files.Put("server.pem", issued.Certificate);
        await using var server = await RunningServer.StartAsync(options => options with { Tls = Plain }, log: _log);
        Assert.Equal(Serial(issued), await ShownAsync(server));
        while (!_log.Records.Any(static record => record.StartsWith("Warning TlsFinding", StringComparison.Ordinal))) await Task.Yield();
    }

    private static string Serial(Issued issued)
    {
        using var certificate = issued.Public();
        return certificate.SerialNumber;
    }

    private static async Task<string?> ShownAsync(RunningServer server)
    {
        using var client = new TlsClient(server.Server.HttpEndPoint, Servers, version: HttpVersion.Version11);
        await client.Http.GetStringAsync("/healthz", Cancelled);
        return client.ServerSerial;
    }

    private static async Task<HttpStatusCode> EvaluateAsync(TlsClient client)
    {
        using var body = new StringContent("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"planet","id":"p"}}""", Encoding.UTF8, "application/json");
        using var answer = await client.Http.PostAsync("/access/v1/evaluation", body, Cancelled);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> ScrapeAsync(RunningServer server, string? key)
    {
        using var answer = await GetAsync(server, "/metrics", key);
        return answer.StatusCode;
    }

    private static async Task<string> HealthAsync(RunningServer server, string? key)
    {
        using var answer = await GetAsync(server, "/readyz", key);
        return await answer.Content.ReadAsStringAsync(Cancelled);
    }

    private static async Task<HttpResponseMessage> GetAsync(RunningServer server, string path, string? key)
    {
        using var client = new TlsClient(server.Server.HttpEndPoint, Servers, version: HttpVersion.Version11);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("application/json");
        if (key is not null) request.Headers.Authorization = new("Bearer", key);
        return await client.Http.SendAsync(request, Cancelled);
    }

    private Task<RunningServer> StartAsync(TlsOptions tls, Issued? issued = null, TimeProvider? clock = null, Func<PdpServerOptions, PdpServerOptions>? set = null)
    {
        if (!File.Exists(tls.Certificate)) _files.PutServer(issued ?? Servers.Server());
        if (tls.ClientAuthorities is { } authorities && !File.Exists(authorities)) _files.Put("clients.pem", Clients.Pem);
        return RunningServer.StartAsync(options => (set?.Invoke(options) ?? options) with { Tls = tls }, clock: clock, log: _log);
    }
}
