using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Pdp.Bundles.Activation;
using Pdp.Identity.Tests.Kit;
using Pdp.Server.Gateways;
using Pdp.Server.Settings;
using Pdp.Server.Tests.ExtAuthz;
using Pdp.Server.Tests.Gateways;
using Pdp.Server.Tests.Support;
using Pdp.Server.Tests.Tokens;
using Pdp.Server.Tests.Transport;
using Pdp.Server.Transport;
using Xunit;

namespace Pdp.Server.Tests.ForwardedCertificates;

/// <summary>Gateways whose subjects are those of certificates that they hand on: what counts is the certificate, verified here.</summary>
public sealed class ForwardedGatewayTests : IDisposable
{
    private const string Id = "spiffe://example.org/ns/a/sa/b";
    private const string Proxy = "spiffe://example.org/proxy";
    private const string Xfcc = "X-Forwarded-Client-Cert";

    private static readonly Authority Servers = new("servers");
    private static readonly Authority Ours = new("ours");
    private static readonly Authority Middle = new("middle", Ours);
    private static readonly Authority Impostor = new("ours");
    private static readonly Authority Theirs = new("theirs");
    private static readonly Authority Devices = new("devices");
    private static readonly Issued Good = Ours.Workload([Id]);

    private readonly TlsFolder _files = new();

    public ForwardedGatewayTests()
    {
        _files.Put("ours.pem", Ours.Pem);
        _files.Put("theirs.pem", Theirs.Pem);
        _files.Put("devices.pem", Devices.Pem);
        _files.PutServer(Servers.Server());
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    /// <summary>What the header says, and what the gateway is answered. A proxy asks that has shown its SPIFFE ID.</summary>
    public static TheoryData<string, int> Headers => new()
    {
        { "none", 401 },
        { "good", 200 },
        { "keys in mixed case, other order", 200 },
        { "names of the certificate besides", 200 },
        { "chain alone", 200 },
        { "certificate with its chain", 200 },
        { "certificate with the chain of another", 403 },
        { "certificate with a chain that does not begin with it", 403 },
        { "certificate without the intermediate that issued it", 403 },
        { "space for a line end", 200 },

        // text that proves nothing
        { "URI alone", 403 },
        { "hash and URI alone", 403 },
        { "subject alone", 403 },
        { "URI of another", 403 },
        { "hash of another", 403 },
        { "empty hash", 403 },
        { "two URIs", 403 },
        { "URI injected by a URI", 403 },
        { "element injected by a URI", 403 },
        { "quote injected by a subject", 403 },

        // which element, and by whom
        { "no By", 403 },
        { "By of another proxy", 403 },
        { "By twice", 403 },
        { "two elements", 403 },
        { "with Client-Cert", 403 },

        // the certificate itself
        { "expired", 403 },
        { "authority of the same name", 403 },
        { "another trust domain that is known", 403 },
        { "another trust domain that is not known", 403 },
        { "two URIs in the certificate", 403 },
        { "no workload", 403 },
        { "no certificate but PEM", 403 },
        { "two certificates", 403 },
        { "junk behind the certificate", 403 },
        { "plus signs as spaces", 403 },
        { "private key besides", 403 },
    };

    [Fact]
    public async Task Every_header_is_answered_as_the_table_says()
    {
        await using var pdp = await WithMtlsAsync();
        using var proxy = new TlsClient(pdp.Server.HttpEndPoint, Servers, Ours.Workload([Proxy]), version: HttpVersion.Version11);
        foreach (var row in Headers)
        {
            var (what, status) = (row.Data.Item1, row.Data.Item2);
            var answer = await AskAsync(proxy.Http, Sent(what));
            Assert.True(status == answer.Status, $"{what}: {answer.Status}, not {status}");
            Assert.Equal(status == 200 ? Id : null, answer.Subject);
        }
    }

    [Fact]
    public async Task Nobody_hands_on_a_certificate_who_has_not_shown_who_it_is()
    {
        (string, string)[] header = [(Xfcc, $"By={Proxy};{Element(Good)}")];
        var bundle = GatewayDocuments.Bundle(Document());

        // loopback is not trusted by itself
        await using (var open = await RunningServer.StartAsync(o => o with { Forwarded = Trust }, bundle: bundle))
        {
            Assert.Equal(401, (await AskAsync(open.Http, [])).Status);
            Assert.Equal(403, (await AskAsync(open.Http, header)).Status);
        }

        // unless it is named
        await using (var named = await RunningServer.StartAsync(o => o with { Forwarded = Trust, GatewayCallers = [IPNetwork.Parse("127.0.0.1/32")] }, bundle: bundle))
            Assert.Equal((200, Id), await AskAsync(named.Http, header));

        // another that the server believes, and may not ask as a gateway
        Directory.CreateDirectory(_files["access"]);
        _files.Put("access/policy.json", """
            { "apiVersion": "pdp/v1", "kind": "Policy", "id": "a", "version": 1, "rules": [
              { "id": "proxy", "effect": "permit", "actions": ["gateway"], "when": "subject.id == 'spiffe://example.org/proxy'" } ] }
            """);
        await using var pdp = await WithMtlsAsync(o => o with { Access = _files["access"] });
        using var proxy = new TlsClient(pdp.Server.HttpEndPoint, Servers, Ours.Workload([Proxy]), version: HttpVersion.Version11);
        using var other = new TlsClient(pdp.Server.HttpEndPoint, Servers, Good, version: HttpVersion.Version11);
        Assert.Equal(200, (await AskAsync(proxy.Http, header)).Status);
        Assert.Equal(403, (await AskAsync(other.Http, header)).Status);
        Assert.Equal(403, (await AskAsync(other.Http, [(Xfcc, $"By={Id};{Element(Good)}")])).Status);
    }

    [Fact]
    public async Task A_certificate_that_is_revoked_is_refused_from_the_next_request_on()
    {
        _files.Put("crl.pem", Ours.Revoke(1));
        _files.Put("revoked.json", """{ "revocations": [] }""");
        await using var pdp = await LocalAsync(Document(), o => o with { Forwarded = Trust with { Revoked = _files["crl.pem"] }, Revocations = _files["revoked.json"] });
        var (byList, bySerial, byId) = (Ours.Workload(["spiffe://example.org/1"]), Ours.Workload(["spiffe://example.org/2"]), Ours.Workload(["spiffe://example.org/3"]));
        foreach (var one in new[] { byList, bySerial, byId, Good }) Assert.Equal(200, (await AskAsync(pdp.Http, [(Xfcc, Element(one))])).Status);
        _files.Put("crl.pem", Ours.Revoke(2, null, byList));
        using var serial = bySerial.Whole();
        _files.Put("revoked.json", $$"""{ "revocations": [ { "certificate": "{{serial.SerialNumber}}" }, { "spiffeId": "spiffe://example.org/3" } ] }""");
        foreach (var one in new[] { byList, bySerial, byId })
        {
            await UntilAsync(pdp, one, 403);
        }

        Assert.Equal(200, (await AskAsync(pdp.Http, [(Xfcc, Element(Good))])).Status);
    }

    [Fact]
    public async Task Authorities_change_while_the_server_runs_and_wrong_ones_are_not_taken()
    {
        using var log = new LogRecorder();
        await using var pdp = await LocalAsync(Document(), log: log);
        var next = new Authority("next");
        var later = next.Workload([Id]);
        Assert.Equal((200, 403), ((await AskAsync(pdp.Http, [(Xfcc, Element(Good))])).Status, (await AskAsync(pdp.Http, [(Xfcc, Element(later))])).Status));
        _files.Put("ours.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (!log.Records.Any(static one => one.Contains("are not taken", StringComparison.Ordinal))) await Task.Delay(5, patience.Token);
        Assert.Equal(200, (await AskAsync(pdp.Http, [(Xfcc, Element(Good))])).Status);
        _files.Put("ours.pem", next.Pem);
        await UntilAsync(pdp, later, 200);
        Assert.Equal(403, (await AskAsync(pdp.Http, [(Xfcc, Element(Good))])).Status);
    }

    [Fact]
    public async Task Behind_two_proxies_each_says_who_was_before_it()
    {
        const string Outer = "spiffe://example.org/outer";
        var outer = Ours.Workload([Outer]);
        await using var pdp = await WithMtlsAsync(certificate: """ "form": "xfcc", "hops": 2, "proxies": ["spiffe://example.org/outer"] """);
        using var proxy = new TlsClient(pdp.Server.HttpEndPoint, Servers, Ours.Workload([Proxy]), version: HttpVersion.Version11);
        var (first, last) = ($"By={Outer};{Element(Good)}", $"By={Proxy};{Element(outer)}");
        (string Header, int Status)[] cases =
        [
            ($"{first},{last}", 200),
            (last, 403),
            ($"{first},{first},{last}", 403),
            ($"By={Proxy};{Element(Good)},{last}", 403),
            ($"{Element(Good)},{last}", 403),
            ($"{first},By={Outer};{Element(outer)}", 403),
            ($"{first},By={Proxy};{Element(Theirs.Workload([Outer]))}", 403),
            ($"{last},{first}", 403),
            ($"By={Id};{Element(Ours.Workload(["spiffe://example.org/admin"]))},By={Proxy};{Element(Good)}", 403), // a client that plays the proxy
        ];
        foreach (var (header, status) in cases) Assert.Equal((status, status == 200 ? Id : null), await AskAsync(proxy.Http, [(Xfcc, header)]));
    }

    [Fact]
    public async Task What_a_client_sent_before_the_proxys_own_element_is_passed_over_where_the_document_says_so()
    {
        await using var pdp = await WithMtlsAsync(certificate: """ "form": "xfcc", "passOver": true """);
        using var proxy = new TlsClient(pdp.Server.HttpEndPoint, Servers, Ours.Workload([Proxy]), version: HttpVersion.Version11);
        var forged = Element(Ours.Workload(["spiffe://example.org/admin"]));
        Assert.Equal((200, Id), await AskAsync(proxy.Http, [(Xfcc, $"{forged},By={Proxy};{Element(Good)}")]));
        Assert.Equal(403, (await AskAsync(proxy.Http, [(Xfcc, $"By={Proxy};{Element(Good)},{forged}")])).Status);
        Assert.Equal(403, (await AskAsync(proxy.Http, [(Xfcc, $"By={Proxy};{Element(Good)};URI=https://x/a,By={Proxy};{forged}")])).Status); // a name that holds an element
        Assert.Equal(403, (await AskAsync(proxy.Http, [(Xfcc, $"{forged};,By={Proxy};{Element(Good)}")])).Status);
    }

    [Fact]
    public async Task The_fields_of_RFC_9440_are_read()
    {
        await using var pdp = await LocalAsync(Document(""" "form": "client-cert" """));
        var leaf = Field(Good);
        var issued = Middle.Workload([Id]);
        ((string, string)[] Headers, int Status)[] cases =
        [
            ([("Client-Cert", leaf)], 200),
            ([("Client-Cert", Field(issued)), ("Client-Cert-Chain", Field(Middle.Pem))], 200),
            ([("Client-Cert", Field(issued)), ("Client-Cert-Chain", $"{Field(Middle.Pem)}, {Field(Ours.Pem)}")], 200),
            ([("Client-Cert", Field(issued))], 403),
            ([], 401),
            ([("Client-Cert-Chain", Field(Middle.Pem))], 403),
            ([("Client-Cert", $"{leaf}, {leaf}")], 403),
            ([("Client-Cert", leaf.Trim(':'))], 403),
            ([("Client-Cert", leaf + ";a=1")], 403),
            ([("Client-Cert", ":AAAA:")], 403),
            ([("Client-Cert", "::")], 403),
            ([("Client-Cert", leaf), ("Client-Cert-Chain", "x")], 403),
            ([("Client-Cert", leaf), (Xfcc, Element(Good))], 403),
        ];
        foreach (var (headers, status) in cases) Assert.Equal((status, status == 200 ? Id : null), await AskAsync(pdp.Http, headers));
    }

    [Theory]
    [InlineData("pem", "escaped", 200)]
    [InlineData("pem", "spaces", 200)]
    [InlineData("pem", "empty", 401)]
    [InlineData("pem", "der", 403)]
    [InlineData("pem", "two", 403)]
    [InlineData("pem", "cut", 403)]
    [InlineData("pem", "with XFCC of another", 200)]
    [InlineData("der", "der", 200)]
    [InlineData("der", "escaped", 403)]
    [InlineData("der", "cut", 403)]
    [InlineData("der", "empty", 401)]
    public async Task A_header_of_its_own_holds_the_certificate(string form, string what, int status)
    {
        await using var pdp = await LocalAsync(Document($$""" "form": "{{form}}", "header": "X-Client-Cert" """));
        var (pem, der) = (Uri.EscapeDataString(Good.Certificate), Convert.ToBase64String(Der(Good.Certificate)));
        var value = what switch
        {
            "escaped" or "with XFCC of another" => pem,
            "spaces" => Good.Certificate.Trim().ReplaceLineEndings(" "),
            "empty" => "",
            "two" => pem + pem,
            "cut" => form == "pem" ? pem[..^30] : der[..^4],
            _ => der,
        };
        (string, string)[] headers = [("X-Client-Cert", value), .. what.StartsWith("with", StringComparison.Ordinal) ? [(Xfcc, "URI=spiffe://example.org/admin")] : Array.Empty<(string, string)>()];
        Assert.Equal((status, status == 200 ? Id : null), await AskAsync(pdp.Http, headers));
    }

    [Theory]
    [InlineData("xfcc", Xfcc)]
    [InlineData("client-cert", "Client-Cert")]
    [InlineData("pem", "X-Client-Cert")]
    public async Task A_header_comes_once(string form, string name)
    {
        await using var pdp = await LocalAsync(Document(form == "pem" ? """ "form": "pem", "header": "X-Client-Cert" """ : $$""" "form": "{{form}}" """));
        var line = $"{name}: {form switch { "xfcc" => Element(Good), "pem" => Uri.EscapeDataString(Good.Certificate), _ => Field(Good) }}\r\n";
        Assert.StartsWith("HTTP/1.1 200", await Send(line), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 403", await Send(line + line), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 403", await Send(line + $"{name}: \r\n"), StringComparison.Ordinal);

        Task<string> Send(string lines) => RawHttp.SendAsync(pdp, $"GET /forward-auth HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-Forwarded-Method: GET\r\nX-Forwarded-Uri: /a\r\n{lines}\r\n");
    }

    [Fact]
    public async Task Envoy_tells_the_certificate_of_the_connection()
    {
        await using var pdp = await LocalAsync(Document(""" "form": "source" """));
        (string? Certificate, string? Header, int Code)[] cases =
        [
            (Uri.EscapeDataString(Good.Certificate), null, 0),
            (Uri.EscapeDataString(Impostor.Workload([Id]).Certificate), null, 7),
            (Uri.EscapeDataString(Good.Certificate) + "x", null, 7),
            (null, null, 16),

            // a header is the client's
            (null, Element(Good), 16),
        ];
        foreach (var (certificate, header, code) in cases)
        {
            var request = EnvoyCall.Request("GET", "/a", header is null ? [] : [(Xfcc, header)]);
            request.Attributes.Source = new() { Principal = "spiffe://example.org/admin", Certificate = certificate ?? "" };
            Assert.Equal(code, (await EnvoyCall.SendAsync(pdp, request)).Status.Code);
        }
    }

    [Theory]
    [InlineData("subject", "device", 200, "CN=device 7")]
    [InlineData("thumbprint", "device", 200, null)]
    [InlineData("subject", "workload", 403, null)]
    [InlineData("thumbprint", "workload", 403, null)]
    [InlineData("subject", "other", 403, null)]
    public async Task A_certificate_that_is_no_workloads_has_its_subject_or_its_hash_as_id(string id, string whose, int status, string? subject)
    {
        var document = Document(subject: $$"""{ "from": "certificate", "type": "user", "id": "{{id}}" }""");
        await using var pdp = await LocalAsync(document, o => o with { Forwarded = Trust with { ClientAuthorities = _files["devices.pem"] } });
        var issued = whose switch { "device" => Devices.Client("device 7"), "workload" => Ours.Workload([Id], new Svid { Subject = "CN=admin" }), _ => Servers.Client("device 7") };
        using var whole = issued.Whole();
        if (status == 200) subject ??= whole.GetCertHashString(HashAlgorithmName.SHA256);
        Assert.Equal((status, subject), await AskAsync(pdp.Http, [(Xfcc, Element(issued))]));
    }

    [Fact]
    public async Task A_token_that_is_bound_to_a_certificate_passes_with_that_certificate_alone()
    {
        await using var scene = new TokenScene();
        scene.Put("policies/gateway.json", TokenScene.Gateway.Replace("\"routes\":", "\"certificate\": { \"form\": \"xfcc\" }, \"routes\":", StringComparison.Ordinal));
        var now = TimeProvider.System.GetUtcNow();
        scene.Time.SetUtcNow(now);
        await using var pdp = await scene.StartAsync(o => o with { Forwarded = Trust, GatewayCallers = [IPNetwork.Parse("127.0.0.1/32")] });
        var (own, other) = (Good, Ours.Workload([Id]));
        var thumbprint = Base64Url.EncodeToString(SHA256.HashData(Der(own.Certificate)));
        (string, string?)[] times = [("iat", $"{now.ToUnixTimeSeconds()}"), ("exp", $"{now.ToUnixTimeSeconds() + 60}")];
        var bound = Forge.Good([.. times, ("cnf", $$"""{"x5t#S256":"{{thumbprint}}"}""")]);
        Assert.Equal(200, await Ask(bound, Element(own)));
        Assert.Equal(401, await Ask(bound, Element(other)));
        Assert.Equal(401, await Ask(bound, null));
        Assert.Equal(403, await Ask(bound, Element(Impostor.Workload([Id]))));
        Assert.Equal(200, await Ask(Forge.Good(times), null));
        Assert.Equal(200, await Ask(Forge.Good(times), Element(other)));
        Assert.Equal(403, await Ask(Forge.Good(times), "Hash=a"));

        async Task<int> Ask(string token, string? header) => (await AskAsync(
            pdp.Http, [("X-Original-Method", "GET"), ("X-Original-URI", "/documents/1"), ("Authorization", $"Bearer {token}"), .. header is null ? [] : new[] { (Xfcc, header) }], "/forward-auth/nginx")).Status;
    }

    [Fact]
    public void A_server_that_can_verify_none_takes_no_such_gateway()
    {
        var bundle = GatewayDocuments.Bundle(Document());
        var finding = GatewayNeeds.Check(bundle, new PdpServerOptions()).Single();
        Assert.Equal((ActivationCodes.NoAuthorities, "/certificate"), (finding.Code, finding.Location.Pointer));
        Assert.Empty(GatewayNeeds.Check(bundle, new PdpServerOptions { Forwarded = Trust }));
        Assert.Empty(GatewayNeeds.Check(bundle, new PdpServerOptions { Tls = _files.Options with { ClientAuthorities = "a" } }));
    }

    // files are looked at by the clock
    private static async Task UntilAsync(RunningServer pdp, Issued issued, int status)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while ((await AskAsync(pdp.Http, [(Xfcc, Element(issued))])).Status != status) await Task.Delay(5, patience.Token);
    }

    private TrustOptions Trust => TrustOptions.None with { SpiffeBundles = TrustOptions.None.SpiffeBundles.Add("example.org", _files["ours.pem"]).Add("example.com", _files["theirs.pem"]) };

    private static string Document(
        string certificate = """ "form": "xfcc" """, string subject = """{ "from": "certificate", "type": "workload", "trustDomains": ["example.org"] }""") => $$"""
        "subject": {{subject}}, "certificate": { {{certificate}} }, "identityHeaders": { "x-auth-subject": "subject.id" },
        "routes": [ { "path": "/a", "methods": ["GET"] } ]
        """;

    // a proxy on this machine that the configuration names
    private Task<RunningServer> LocalAsync(string document, Func<PdpServerOptions, PdpServerOptions>? set = null, LogRecorder? log = null) => RunningServer.StartAsync(
        o => (set ?? (static one => one))(o with { Forwarded = Trust, GatewayCallers = [IPNetwork.Parse("127.0.0.1/32")], Tls = TlsOptions.None with { Poll = TimeSpan.FromMilliseconds(20) } }),
        bundle: GatewayDocuments.Bundle(document), log: log);

    private Task<RunningServer> WithMtlsAsync(Func<PdpServerOptions, PdpServerOptions>? set = null, string certificate = """ "form": "xfcc" """) => RunningServer.StartAsync(
        o => (set ?? (static one => one))(o with { Tls = _files.Options with { SpiffeBundles = Trust.SpiffeBundles } }), bundle: GatewayDocuments.Bundle(Document(certificate)));

    private static (string, string)[] Sent(string what)
    {
        var by = $"By={Proxy};";
        return what switch
        {
            "none" => [],
            "with Client-Cert" => [(Xfcc, by + Element(Good)), ("Client-Cert", Field(Good))],
            _ => [(Xfcc, One(by, what))],
        };
    }

    private static string One(string by, string what) => what switch
    {
        "good" => by + Element(Good),
        "keys in mixed case, other order" => $"cert=\"{Escaped(Good)}\";hash={Hash(Good).ToUpperInvariant()};BY={Proxy}",
        "names of the certificate besides" => $"{by}{Element(Good)};Subject=\"CN=workload\";URI={Id};DNS=a.example;DNS=b.example",
        "chain alone" => $"{by}Chain=\"{Escaped(Middle.Workload([Id]), Middle)}\"",
        "certificate with its chain" => WithChain(by),
        "certificate with the chain of another" => $"{by}{Element(Good)};Chain=\"{Escaped(Ours.Workload([Id]))}\"",
        "certificate with a chain that does not begin with it" => $"{by}{Element(Good)};Chain=\"{Uri.EscapeDataString(Ours.Pem + "\n" + Good.Certificate)}\"",
        "certificate without the intermediate that issued it" => by + Element(Middle.Workload([Id])),
        "space for a line end" => $"{by}Cert=\"{Good.Certificate.Trim().ReplaceLineEndings(" ")}\"",
        "URI alone" => $"{by}URI={Id}",
        "hash and URI alone" => $"{by}Hash={Hash(Good)};URI={Id}",
        "subject alone" => $"{by}Subject=\"CN=workload\"",
        "URI of another" => $"{by}{Element(Good)};URI=spiffe://example.org/admin",
        "hash of another" => $"{by}Hash={Hash(Ours.Workload([Id]))};Cert=\"{Escaped(Good)}\"",
        "empty hash" => $"{by}Hash=;Cert=\"{Escaped(Good)}\"",
        "two URIs" => $"{by}{Element(Good)};URI={Id};URI={Id}",
        "URI injected by a URI" => $"{by}{Element(Good)};URI=https://x/a;URI=spiffe://example.org/admin",
        "element injected by a URI" => $"{by}{Element(Good)};URI=https://x/a,By={Proxy};{Element(Ours.Workload(["spiffe://example.org/admin"]))}",
        "quote injected by a subject" => $"{by}{Element(Good)};Subject=\"CN=web \"q\"\"",
        "no By" => Element(Good),
        "By of another proxy" => $"By=spiffe://example.org/other;{Element(Good)}",
        "By twice" => $"{by}{by}{Element(Good)}",
        "two elements" => $"{by}{Element(Good)},{by}{Element(Good)}",
        "expired" => by + Element(Ours.Workload([Id], new Svid { IsExpired = true })),
        "authority of the same name" => by + Element(Impostor.Workload([Id])),
        "another trust domain that is known" => by + Element(Theirs.Workload(["spiffe://example.com/a"])),
        "another trust domain that is not known" => by + Element(Ours.Workload(["spiffe://example.net/a"])),
        "two URIs in the certificate" => by + Element(Ours.Workload([Id, "spiffe://example.org/admin"])),
        "no workload" => by + Element(Devices.Client("x")),
        "no certificate but PEM" => $"{by}Cert=\"{Uri.EscapeDataString(PemEncoding.WriteString("CERTIFICATE", [1, 2, 3]))}\"",
        "two certificates" => $"{by}Cert=\"{Escaped(Good)}{Escaped(Good)}\"",
        "junk behind the certificate" => $"{by}Cert=\"{Uri.EscapeDataString(PemEncoding.WriteString("CERTIFICATE", [.. Der(Good.Certificate), 0]))}\"",
        "plus signs as spaces" => $"{by}Cert=\"{Good.Certificate.Trim().ReplaceLineEndings("+").Replace(' ', '+')}\"",
        "private key besides" => $"{by}Cert=\"{Escaped(Good)}{Uri.EscapeDataString(Good.Key)}\"",
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    };

    private static string WithChain(string by)
    {
        var issued = Middle.Workload([Id]);
        return $"{by}{Element(issued)};Chain=\"{Escaped(issued, Middle)}\"";
    }

    private static string Element(Issued issued) => $"Hash={Hash(issued)};Cert=\"{Escaped(issued)}\"";

    private static string Escaped(Issued issued, params Authority[] chain) => Uri.EscapeDataString(issued.Certificate + "\n" + string.Concat(chain.Select(static one => one.Pem + "\n")));

    private static string Hash(Issued issued) => Convert.ToHexString(SHA256.HashData(Der(issued.Certificate))).ToLowerInvariant();

    private static string Field(Issued issued) => Field(issued.Certificate);

    private static string Field(string pem) => $":{Convert.ToBase64String(Der(pem))}:";

    private static byte[] Der(string pem) => PemBlocks.Read(Encoding.ASCII.GetBytes(pem))![0].Bytes;

    private static async Task<(int Status, string? Subject)> AskAsync(HttpClient http, (string Name, string Value)[] headers, string path = "/forward-auth")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative)) { Version = HttpVersion.Version11 };
        if (path == "/forward-auth")
        {
            request.Headers.TryAddWithoutValidation("X-Forwarded-Method", "GET");
            request.Headers.TryAddWithoutValidation("X-Forwarded-Uri", "/a");
        }

        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await http.SendAsync(request, Cancelled);
        return ((int)answer.StatusCode, answer.Headers.TryGetValues("x-auth-subject", out var subjects) ? subjects.Single() : null);
    }
}
