using CsCheck;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Pdp.Server.ExtAuthz;
using Pdp.Server.ExtAuthz.Messages;
using Pdp.Server.Tests.AuthZen;
using Pdp.Server.Tests.Gateways;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.ExtAuthz;

public sealed class ExtAuthzTests(InteropServer server)
{
    // what Envoy's complete definitions make of two requests; the subset has less
    private const string WithHeaderMap = "0a4b0a0e220c7370696666653a2f2f612f62221c121a120347455422062f743f783d312a01686a080a060a01611a01ff52060a016b1201765a130a110a016e120c0a0a0a0373756212031a0175";
    private const string WithHeaders = "0a1e221512131a060a016112016248ffffffffffffffffff0162030a01736a00";

    [Theory]
    [InlineData("GET", "/todos", InteropServer.Beth, 0)]
    [InlineData("PUT", "/todos/7?a=b", InteropServer.Rick, 0)]
    [InlineData("DELETE", "/todos/7", InteropServer.Jerry, 7)]
    [InlineData("GET", "/admin", InteropServer.Rick, 7)]
    [InlineData("GET", "/x/../todos", InteropServer.Rick, 7)]
    [InlineData("GET", "/todos%2f7", InteropServer.Rick, 7)]
    [InlineData("POST", "/todos", "stranger", 7)]
    [InlineData("GET", "/todos", null, 16)]
    [InlineData("", "/todos", InteropServer.Rick, 7)]
    [InlineData("GET", "", InteropServer.Rick, 7)]
    public async Task A_request_passes_or_does_not(string method, string path, string? user, int code)
    {
        var answer = await Ask(EnvoyCall.Request(method, path, user is null ? [] : [("x-user", user)]));
        Assert.Equal(code, answer.Status.Code);
        if (code == 0)
        {
            Assert.Equal([("x-auth-subject", user!)], answer.OkResponse.Headers.Select(static h => (h.Header.Key, h.Header.Value)));
            Assert.Equal(["authorization"], answer.OkResponse.HeadersToRemove);
            Assert.Equal(InteropServer.Bundle.Revision, answer.DynamicMetadata.Fields["revision"].StringValue);
        }
        else if (code == 16)
        {
            Assert.Equal("Bearer", answer.DeniedResponse.Headers.Single(static h => h.Header.Key == "www-authenticate").Header.Value);
        }
    }

    [Fact]
    public async Task The_octets_of_the_complete_definitions_are_read()
    {
        await using var running = await RunningServer.StartAsync(bundle: GatewayDocuments.Bundle("""
            "subject": { "from": "metadata", "namespace": "n", "claim": "sub", "type": "user", "properties": {} },
            "routes": [ { "path": "/t", "methods": ["GET"], "action": "read" } ]
            """, """
            "hosts": ["x"], "subject": { "from": "header", "header": "a", "type": "user" }, "routes": [ { "path": "/t", "methods": ["GET"] } ]
            """));
        // its header is no text, and nobody reads it; its metadata are the claims themselves and not under a key
        var answer = CheckResponse.Parser.ParseFrom(await EnvoyCall.SendAsync(running, Convert.FromHexString(WithHeaderMap)));
        EnvoyCall.IsSound(answer);
        Assert.Equal(16, answer.Status.Code);
        answer = CheckResponse.Parser.ParseFrom(await EnvoyCall.SendAsync(running, Convert.FromHexString(WithHeaders)));
        EnvoyCall.IsSound(answer);
        Assert.Equal(7, answer.Status.Code);
        var request = CheckRequest.Parser.ParseFrom(Convert.FromHexString(WithHeaderMap));
        Assert.Equal(("spiffe://a/b", "GET", "/t?x=1", "h"), (request.Attributes.Source.Principal, request.Attributes.Request.Http.Method, request.Attributes.Request.Http.Path, request.Attributes.Request.Http.Host));
        Assert.Equal(("v", "u", 0xff), (request.Attributes.ContextExtensions["k"], request.Attributes.MetadataContext.FilterMetadata["n"].Fields["sub"].StringValue, request.Attributes.Request.Http.HeaderMap.Headers[0].RawValue[0]));
        Assert.Equal((-1, "s"), (CheckRequest.Parser.ParseFrom(Convert.FromHexString(WithHeaders)).Attributes.Request.Http.Size, CheckRequest.Parser.ParseFrom(Convert.FromHexString(WithHeaders)).Attributes.TlsSession.Sni));
    }

    [Theory]
    [InlineData("0a00", 0)]
    [InlineData("0a02080712050a03089303", 7)]
    [InlineData("0a02081012270a0308910312200a1a0a107777772d61757468656e746963617465120642656172657212001802", 16)]
    [InlineData("0a001a2612150a0f0a06782d757365721205616c696365120018022a0d617574686f72697a6174696f6e", 0)]
    [InlineData("0a02080e2a050a0308f703", 14)]
    public void The_octets_that_are_written_are_those_of_the_complete_definitions(string hex, int code)
    {
        var header = static (string name, string value) => new HeaderValueOption { Header = new HeaderValue { Key = name, Value = value }, Append = false, AppendAction = 2 };
        var written = code switch
        {
            7 => new CheckResponse { Status = new() { Code = 7 }, DeniedResponse = new() { Status = new() { Code = 403 } } },
            16 => new CheckResponse { Status = new() { Code = 16 }, DeniedResponse = new() { Status = new() { Code = 401 }, Headers = { header("www-authenticate", "Bearer") } } },
            14 => new CheckResponse { Status = new() { Code = 14 }, ErrorResponse = new() { Status = new() { Code = 503 } } },
            _ when hex.Length > 4 => new CheckResponse { Status = new(), OkResponse = new() { Headers = { header("x-user", "alice") }, HeadersToRemove = { "authorization" } } },
            _ => new CheckResponse { Status = new() },
        };
        Assert.Equal(hex, Convert.ToHexStringLower(written.ToByteArray()));
        Assert.Equal(written, CheckResponse.Parser.ParseFrom(Convert.FromHexString(hex)));
    }

    [Fact]
    public async Task Fields_that_are_not_known_are_skipped_at_every_level()
    {
        // at each level one field of every wire type, with numbers that nobody uses
        var unknown = Convert.FromHexString("c83e01" + "c13e0000000000000000" + "ca3e0161" + "c53e00000000");
        var http = Join(Tagged(2, "GET"), Tagged(4, "/todos"), Tagged(3, Join(Tagged(1, "x-user"), Tagged(2, InteropServer.Beth), unknown)), unknown);
        var message = Join(TaggedBytes(1, Join(TaggedBytes(4, Join(TaggedBytes(2, http), unknown)), unknown)), unknown);
        var answer = CheckResponse.Parser.ParseFrom(await EnvoyCall.SendAsync(server.Running, message));
        Assert.Equal(0, answer.Status.Code);
        Assert.NotNull(answer.OkResponse);
    }

    [Fact]
    public async Task Damaged_messages_are_denied_and_fail_no_call()
    {
        var good = EnvoyCall.Request("GET", "/todos", ("x-user", "stranger")).ToByteArray();
        await Gen.Select(Gen.Int[0, good.Length], Gen.Byte.Array[0, 40], Gen.Int[0, good.Length - 1], Gen.Byte).SampleAsync(
            async (cut, rest, at, with) =>
            {
                var octets = (byte[])[.. good.AsSpan(0, cut), .. rest];
                if (at < octets.Length) octets[at] = with;
                var answer = CheckResponse.Parser.ParseFrom(await EnvoyCall.SendAsync(server.Running, octets));
                EnvoyCall.IsSound(answer);
                return answer.Status.Code == 0 ? octets.AsSpan().IndexOf("/todos"u8) >= 0 : answer.DeniedResponse is not null;
            },
            iter: 300, threads: 1);
        var empty = CheckResponse.Parser.ParseFrom(await EnvoyCall.SendAsync(server.Running, []));
        EnvoyCall.IsSound(empty);
        Assert.Equal(7, empty.Status.Code);
    }

    [Fact]
    public async Task A_large_message_is_a_denial_and_no_failed_call()
    {
        var request = EnvoyCall.Request("GET", "/todos", ("x-user", InteropServer.Beth), ("x-large", new string('x', 5 * 1024 * 1024)));
        Assert.Equal(7, (await Ask(request)).Status.Code);
    }

    [Fact]
    public async Task Headers_come_in_one_way_or_the_other_and_mean_the_same()
    {
        var lines = EnvoyCall.Request("GET", "/todos");
        lines.Attributes.Request.Http.HeaderMap = Lines(("X-User", InteropServer.Beth));
        Assert.Equal(0, (await Ask(lines)).Status.Code);
        lines.Attributes.Request.Http.HeaderMap.Headers.Add(new HeaderValue { Key = "x-user", Value = InteropServer.Rick });
        Assert.Equal(7, (await Ask(lines)).Status.Code);
        var both = EnvoyCall.Request("GET", "/todos", ("x-user", InteropServer.Beth));
        both.Attributes.Request.Http.HeaderMap = Lines(("x-user", InteropServer.Beth));
        Assert.Equal(7, (await Ask(both)).Status.Code);
        var hosts = EnvoyCall.Request("GET", "/todos");
        hosts.Attributes.Request.Http.HeaderMap = Lines(("x-user", InteropServer.Beth), ("host", "a"), ("host", "b"));
        Assert.Equal(7, (await Ask(hosts)).Status.Code);
        var octets = EnvoyCall.Request("GET", "/todos");
        octets.Attributes.Request.Http.HeaderMap = new HeaderMap { Headers = { new HeaderValue { Key = "x-user", RawValue = ByteString.CopyFrom(0xff) } } };
        Assert.Equal(7, (await Ask(octets)).Status.Code);
        var pseudo = EnvoyCall.Request("POST", "/todos");
        pseudo.Attributes.Request.Http.HeaderMap = Lines(("x-user", InteropServer.Beth), (":method", "GET"), (":path", "/todos"));
        Assert.Equal(7, (await Ask(pseudo)).Status.Code);
    }

    [Fact]
    public async Task A_connection_that_is_asked_about_is_denied() =>
        Assert.Equal(7, (await Ask(new CheckRequest { Attributes = new AttributeContext { Source = new() { Principal = "spiffe://a/b" } } })).Status.Code);

    [Theory]
    [InlineData("""{"amount":5}""", "application/json", null, 0)]
    [InlineData("""{"amount":5}""", "application/json", "false", 0)]
    [InlineData("""{"amount":5}""", "application/merge-patch+json; charset=utf-8", "false", 0)]
    [InlineData("""{"amount":50}""", "application/json", null, 7)]
    [InlineData("""{"amount":5}""", "application/json", "true", 7)]
    [InlineData("""{"amount":5}""", "application/json", "odd", 7)]
    [InlineData("""{"amount":5}""", "text/plain", null, 7)]
    [InlineData("""{"amount":5}""", null, null, 7)]
    [InlineData("""{"amount":5""", "application/json", null, 7)]
    [InlineData("""{"amount":5,"amount":5}""", "application/json", null, 7)]
    [InlineData("""{"other":5}""", "application/json", null, 7)]
    [InlineData("", "application/json", null, 7)]
    public async Task A_body_is_read_when_it_is_known(string body, string? type, string? partial, int code)
    {
        await using var running = await RunningServer.StartAsync(bundle: GatewayDocuments.Bundle(
            GatewayDocuments.Subject + """, "context": { "amount": { "body": "/amount" } }, "routes": [ { "path": "/pay", "methods": ["POST"], "action": "pay" } ] """));
        (string, string)[] headers = [("x-user", "u"), .. type is null ? [] : new[] { ("content-type", type) }, .. partial is null ? [] : new[] { ("x-envoy-auth-partial-body", partial) }];
        var text = EnvoyCall.Request("POST", "/pay", headers);
        text.Attributes.Request.Http.Body = body;
        Assert.Equal(code, (await EnvoyCall.SendAsync(running, text)).Status.Code);
        var octets = EnvoyCall.Request("POST", "/pay", headers);
        octets.Attributes.Request.Http.RawBody = ByteString.CopyFromUtf8(body);
        Assert.Equal(code, (await EnvoyCall.SendAsync(running, octets)).Status.Code);
    }

    [Theory]
    [InlineData("spiffe://example.org/ns/a/sa/b", 0)]
    [InlineData("spiffe://other.org/ns/a/sa/b", 16)]
    [InlineData("spiffe://example.org", 16)]
    [InlineData("spiffe://example.org/", 16)]
    [InlineData("spiffe://example.org//a", 16)]
    [InlineData("spiffe://example.org/a/../b", 16)]
    [InlineData("spiffe://example.org/a b", 16)]
    [InlineData("spiffe://example.org:80/a", 16)]
    [InlineData("SPIFFE://example.org/a", 16)]
    [InlineData("spiffe://example.org/a,spiffe://example.org/b", 16)]
    [InlineData("example.org", 16)]
    [InlineData("CN=a", 16)]
    [InlineData("", 16)]
    public async Task A_principal_is_an_identity_when_it_is_a_SPIFFE_ID_of_a_domain_that_counts(string principal, int code)
    {
        await using var running = await RunningServer.StartAsync(bundle: GatewayDocuments.Bundle(
            """ "subject": { "from": "principal", "trustDomains": ["example.org"], "type": "workload" }, "routes": [ { "path": "/a", "methods": ["GET"] } ] """));
        var request = EnvoyCall.Request("GET", "/a");
        request.Attributes.Source = new() { Principal = principal };
        Assert.Equal(code, (await EnvoyCall.SendAsync(running, request)).Status.Code);
    }

    [Fact]
    public async Task Claims_that_Envoy_verified_are_the_subject()
    {
        await using var running = await RunningServer.StartAsync(bundle: GatewayDocuments.Bundle(
            """ "subject": { "from": "metadata", "type": "user" }, "routes": [ { "path": "/a", "methods": ["GET"] } ] """));
        var request = EnvoyCall.Request("GET", "/a");
        Assert.Equal(16, (await EnvoyCall.SendAsync(running, request)).Status.Code);
        request.Attributes.MetadataContext = new Metadata
        {
            FilterMetadata =
            {
                ["envoy.filters.http.jwt_authn"] = new Struct
                {
                    Fields = { ["payload"] = Value.ForStruct(new Struct { Fields = { ["sub"] = Value.ForString("alice") } }) },
                },
            },
        };
        Assert.Equal(0, (await EnvoyCall.SendAsync(running, request)).Status.Code);
        var payload = request.Attributes.MetadataContext.FilterMetadata["envoy.filters.http.jwt_authn"];
        payload.Fields["other"] = Value.ForStruct(new Struct { Fields = { ["sub"] = Value.ForString("mallory") } });
        Assert.Equal(16, (await EnvoyCall.SendAsync(running, request)).Status.Code);
    }

    [Fact]
    public async Task Calls_of_gRPC_are_asked_about_by_service_and_method()
    {
        await using var running = await RunningServer.StartAsync(bundle: GatewayDocuments.Bundle(
            GatewayDocuments.Subject + """, "routes": [ { "grpc": "a.B/read" }, { "path": "/a.B/other", "methods": ["POST"], "action": "read" } ] """));
        var request = EnvoyCall.Request("POST", "/a.B/read", ("x-user", "u"), ("content-type", "application/grpc+proto"));
        Assert.Equal(0, (await EnvoyCall.SendAsync(running, request)).Status.Code);
        request.Attributes.Request.Http.Headers["content-type"] = "application/grpcish";
        Assert.Equal(7, (await EnvoyCall.SendAsync(running, request)).Status.Code);
        Assert.Equal(7, (await EnvoyCall.SendAsync(running, EnvoyCall.Request("POST", "/a.B/write", ("x-user", "u"), ("content-type", "application/grpc")))).Status.Code);
    }

    [Fact]
    public async Task The_gateway_is_named_by_the_configuration_or_found_by_the_host()
    {
        await using var running = await RunningServer.StartAsync(bundle: GatewayDocuments.Bundle(
            GatewayDocuments.Subject + """, "hosts": ["h.example"], "routes": [ { "path": "/a", "methods": ["GET"] } ] """,
            GatewayDocuments.Subject + """, "hosts": ["outbound_.9000_._.x.svc.cluster.local"], "routes": [ { "path": "/b", "methods": ["GET"] } ] """.Replace("outbound_.9000_._.", "", StringComparison.Ordinal)));
        Assert.Equal(0, (await EnvoyCall.SendAsync(running, EnvoyCall.Request("GET", "/a", ("x-user", "u")))).Status.Code);
        var other = EnvoyCall.Request("GET", "/b", ("x-user", "u"));
        Assert.Equal(7, (await EnvoyCall.SendAsync(running, other)).Status.Code);
        other.Attributes.ContextExtensions["pdp.gateway"] = "g1";
        Assert.Equal(0, (await EnvoyCall.SendAsync(running, other)).Status.Code);
        other.Attributes.ContextExtensions["pdp.gateway"] = "nobody";
        Assert.Equal(7, (await EnvoyCall.SendAsync(running, other)).Status.Code);
    }

    [Theory]
    [InlineData(null, "text/plain; charset=utf-8", "ask <the> owner")]
    [InlineData("application/json", "application/json", """{"message":"ask \u003Cthe\u003E owner"}""")]
    [InlineData("text/html,*/*", "text/html; charset=utf-8", "<p>ask &lt;the&gt; owner</p>")]
    public async Task Users_who_are_denied_read_what_the_document_says(string? accept, string type, string expected)
    {
        await using var running = await RunningServer.StartAsync(bundle: GatewayDocuments.Bundle(
            GatewayDocuments.Subject + """, "denied": "ask <the> owner", "routes": [ { "path": "/a", "methods": ["DELETE"] } ] """));
        var answer = await EnvoyCall.SendAsync(running, EnvoyCall.Request("DELETE", "/a", [("x-user", "u"), .. accept is null ? [] : new[] { ("accept", accept) }]));
        Assert.Equal(type, answer.DeniedResponse.Headers.Single(static h => h.Header.Key == "content-type").Header.Value);
        Assert.Contains(expected, answer.DeniedResponse.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.DeniedResponse.Headers, static h => h.Header.Key.StartsWith("x-", StringComparison.Ordinal));
    }

    // a failed call may let the request pass: an error is a denial, and told as an error only where that is asked for
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_error_of_the_server_denies_unless_Envoy_is_to_be_told_of_it(bool tellsErrors)
    {
        var answer = ExtAuthzAnswer.Of(new Server.Gateways.GatewayVerdict(Server.Gateways.GatewayOutcome.Unavailable, null), accept: null, tellsErrors);
        Assert.Equal((14, !tellsErrors, tellsErrors), (answer.Status.Code, answer.DeniedResponse is not null, answer.ErrorResponse is not null));
        Assert.Equal(503, (answer.DeniedResponse ?? answer.ErrorResponse)!.Status.Code);
        Assert.Null(answer.OkResponse);
    }

    [Fact]
    public async Task Obligations_are_handed_on_as_metadata_or_deny()
    {
        const string Routes = """ "routes": [ { "path": "/a", "methods": ["GET"], "action": "do" } ] """;
        await using var running = await RunningServer.StartAsync(bundle: GatewayDocuments.Bundle(
            $"{GatewayDocuments.Subject}, \"hosts\": [\"h.example\"], \"obligations\": {{ \"metadata\": [\"log\"] }}, {Routes}", $"{GatewayDocuments.Subject}, {Routes}"));
        var answer = await EnvoyCall.SendAsync(running, EnvoyCall.Request("GET", "/a", ("x-user", "u")));
        Assert.Equal(0, answer.Status.Code);
        var told = answer.DynamicMetadata.Fields["obligations"].ListValue.Values.Single().StructValue;
        Assert.Equal(("log", "u"), (told.Fields["id"].StringValue, told.Fields["properties"].StructValue.Fields["who"].StringValue));
        var other = EnvoyCall.Request("GET", "/a", ("x-user", "u"));
        other.Attributes.ContextExtensions["pdp.gateway"] = "g1";
        Assert.Equal(7, (await EnvoyCall.SendAsync(running, other)).Status.Code);
    }

    [Fact]
    public async Task It_is_shown_by_reflection()
    {
        var client = new global::Grpc.Reflection.V1Alpha.ServerReflection.ServerReflectionClient(server.Running.Channel);
        using var call = client.ServerReflectionInfo(cancellationToken: TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(new() { ListServices = "" }, TestContext.Current.CancellationToken);
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Contains(call.ResponseStream.Current.ListServicesResponse.Service, static s => s.Name == "envoy.service.auth.v3.Authorization");
    }

    private Task<CheckResponse> Ask(CheckRequest request) => EnvoyCall.SendAsync(server.Running, request);

    private static HeaderMap Lines(params (string Name, string Value)[] lines)
    {
        var map = new HeaderMap();
        foreach (var (name, value) in lines) map.Headers.Add(new HeaderValue { Key = name, RawValue = ByteString.CopyFromUtf8(value) });
        return map;
    }

    private static byte[] Tagged(int field, string text) => TaggedBytes(field, System.Text.Encoding.UTF8.GetBytes(text));

    private static byte[] Tagged(int field, byte[] content) => TaggedBytes(field, content);

    private static byte[] TaggedBytes(int field, byte[] content)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(content));
        }

        return stream.ToArray();
    }

    private static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(static p => p)];
}
