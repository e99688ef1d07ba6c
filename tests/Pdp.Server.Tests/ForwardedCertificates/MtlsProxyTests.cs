using System.Net;
using Pdp.Server.Settings;
using Pdp.Server.Tests.ForwardAuth;
using Pdp.Server.Tests.Gateways;
using Pdp.Server.Tests.Support;
using Pdp.Server.Tests.Transport;
using Xunit;

namespace Pdp.Server.Tests.ForwardedCertificates;

/// <summary>nginx, Caddy and HAProxy end mTLS and hand on the certificate of their client: which counts is decided here, by what it is.</summary>
public sealed class MtlsProxyTests : IDisposable
{
    private const string Alice = "spiffe://example.org/alice";

    private static readonly Authority Servers = new("servers");
    private static readonly Authority Ours = new("ours");
    private static readonly Authority Impostor = new("ours");

    private readonly TlsFolder _files = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names { get; } = [.. MtlsProxies.All];

    public void Dispose() => _files.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_client_passes_with_a_certificate_that_the_PDP_believes_and_nobody_else_does(string name)
    {
        var (edge, proxy) = (Servers.Server(), Ours.Workload(["spiffe://example.org/proxy"]));
        foreach (var (part, issued) in new[] { ("edge", edge), ("proxy", proxy) })
        {
            _files.Put($"{part}.pem", issued.Certificate);
            _files.Put($"{part}.key", issued.Key);
            _files.Put($"{part}.both", issued.Certificate + "\n" + issued.Key);
        }

        _files.PutServer(Servers.Server());
        _files.Put("servers.pem", Servers.Pem);
        _files.Put("ours.pem", Ours.Pem);
        var document = $$"""
            "forwarded": "{{(name == "nginx" ? "x-original" : "x-forwarded")}}", "certificate": { {{MtlsProxies.Certificate(name)}} },
            "subject": { "from": "certificate", "type": "workload", "trustDomains": ["example.org"] }, "identityHeaders": { "x-auth-subject": "subject.id" },
            "routes": [ { "path": "/a", "methods": ["GET"] }, { "path": "/pay", "methods": ["GET"], "action": "pay" } ]
            """;
        var bundles = TrustOptions.None.SpiffeBundles.Add("example.org", _files["ours.pem"]);
        await using var backend = await Backend.StartAsync();

        // HAProxy's client of HTTP shows no certificate: it is known by its address
        await using var pdp = await RunningServer.StartAsync(
            o => name == "haproxy"
                ? o with { Forwarded = TrustOptions.None with { SpiffeBundles = bundles }, GatewayCallers = [IPNetwork.Parse("127.0.0.1/32")] }
                : o with { Tls = _files.Options with { SpiffeBundles = bundles } },
            bundle: GatewayDocuments.Bundle(document));
        await using var running = await MtlsProxies.StartAsync(name, _files, ((IPEndPoint)pdp.Server.HttpEndPoint).Port, backend.Port);
        var (alice, impostor) = (Ours.Workload([Alice]), Impostor.Workload([Alice]));
        (string, string)[] forged =
        [
            ("X-Forwarded-Client-Cert", $"Cert=\"{Uri.EscapeDataString(alice.Certificate)}\";URI={Alice}"), ("X-Client-Cert", Header(alice)),
            ("Client-Cert", $":{Convert.ToBase64String(alice.Public().RawData)}:"), ("X-Auth-Subject", Alice),
        ];
        (Issued? Shown, string Path, (string, string)[] Headers, int Status, string? Reached)[] cases =
        [
            (alice, "/a", [], 200, $"GET /a {Alice}"),
            (alice, "/pay", [], 403, null),
            (alice, "/b", [], 403, null),
            (null, "/a", [], 401, null),
            (impostor, "/a", [], 403, null),
            (Ours.Workload([Alice], new Svid { IsExpired = true }), "/a", [], 403, null),
            (Ours.Workload([Alice, "spiffe://example.org/admin"]), "/a", [], 403, null),

            // whatever a client says itself
            (null, "/a", forged, 401, null),
            (impostor, "/a", forged, 403, null),
            (Ours.Workload(["spiffe://example.org/bob"]), "/a", name == "haproxy" ? forged : forged[1..2], 200, "GET /a spiffe://example.org/bob"),
        ];
        foreach (var (shown, path, headers, status, reached) in cases)
        {
            backend.Reached.Clear();
            using var client = new TlsClient(new IPEndPoint(IPAddress.Loopback, running.Port), Servers, shown, version: HttpVersion.Version11);
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"https://localhost:{running.Port}{path}")) { Version = HttpVersion.Version11 };
            foreach (var (header, value) in headers) request.Headers.TryAddWithoutValidation(header, value);
            using var answer = await client.Http.SendAsync(request, Cancelled);

            // nginx refuses by itself what has expired
            Assert.True(status == (int)answer.StatusCode || (reached is null && answer.StatusCode == HttpStatusCode.BadRequest), $"{name}: {path} of case {Array.FindIndex(cases, one => one.Shown == shown && one.Path == path)} was answered {(int)answer.StatusCode}, not {status}");
            Assert.Equal(reached is null ? [] : [reached], backend.Reached);
        }

        string Header(Issued issued) => name == "nginx" ? Uri.EscapeDataString(issued.Certificate) : Convert.ToBase64String(issued.Public().RawData);
    }
}
