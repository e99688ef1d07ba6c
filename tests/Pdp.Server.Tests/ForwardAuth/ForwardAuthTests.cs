using System.Net;
using Pdp.Bundles;
using Pdp.Server.Tests.AuthZen;
using Pdp.Server.Tests.Gateways;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.ForwardAuth;

/// <summary>What the endpoint makes of headers, whoever sends them.</summary>
public sealed class ForwardAuthTests(InteropServer server)
{
    private const string Path = "/forward-auth";

    [Theory]
    [InlineData("GET", "/todos", InteropServer.Beth, 200)]
    [InlineData("POST", "/todos", InteropServer.Morty, 200)]
    [InlineData("POST", "/todos", InteropServer.Beth, 403)]
    [InlineData("PUT", "/todos/7?a=b", InteropServer.Rick, 200)]
    [InlineData("DELETE", "/todos/7", InteropServer.Jerry, 403)]
    [InlineData("PATCH", "/todos/7", InteropServer.Rick, 403)]
    [InlineData("GET", "/admin", InteropServer.Rick, 403)]
    [InlineData("GET", "/public/../todos", InteropServer.Rick, 403)]
    [InlineData("POST", "/todos", "stranger", 403)]
    [InlineData("GET", "/todos", null, 401)]
    [InlineData("GET", "/todos", "", 401)]
    public async Task A_request_passes_or_does_not(string method, string uri, string? user, int status)
    {
        var answer = await Ask(server.Running, Path, [("X-Forwarded-Method", method), ("X-Forwarded-Uri", uri), .. User(user)]);
        Assert.Equal((status, ""), ((int)answer.Status, answer.Body));
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        Assert.Equal(status == 200 ? user : null, answer.Headers.GetValueOrDefault("x-auth-subject"));
        Assert.Equal(status switch { 200 => "PERMIT", 403 => "DENY", _ => null }, answer.Headers.GetValueOrDefault("X-Pdp-Decision"));
        Assert.Equal(status == 401 ? "Bearer" : null, answer.Headers.GetValueOrDefault("WWW-Authenticate"));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("BREW")]
    public async Task The_methods_and_the_query_are_the_gateways_and_do_not_matter(string method)
    {
        var request = new HttpMethod(method);
        var answer = await Posted.SendAsync(
            server.Http, request, Path + "?x=/admin", headers: [("X-Forwarded-Method", "GET"), ("X-Forwarded-Uri", "/todos"), .. User(InteropServer.Beth)]);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task A_body_that_never_comes_is_not_waited_for()
    {
        var answer = await RawHttp.SendAsync(
            server.Running, $"POST {Path} HTTP/1.0\r\nX-Forwarded-Method: GET\r\nX-Forwarded-Uri: /todos\r\nX-User: {InteropServer.Beth}\r\nContent-Length: 1000\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Forwarded-Uri: /todos\r\n")]
    [InlineData("X-Forwarded-Method: GET\r\n")]
    [InlineData("X-Forwarded-Method: GET\r\nX-Forwarded-Uri: \r\n")]
    [InlineData("X-Forwarded-Method: GET\r\nX-Forwarded-Uri: /todos\r\nX-Forwarded-Uri: /todos\r\n")]
    [InlineData("X-Forwarded-Method: GET\r\nX-Forwarded-Method: GET\r\nX-Forwarded-Uri: /todos\r\n")]
    [InlineData("X-Original-Method: GET\r\nX-Original-URI: /todos\r\n")]
    [InlineData("X_Forwarded_Method: GET\r\nX_Forwarded_Uri: /todos\r\n")]
    public async Task Each_header_that_tells_the_request_comes_once_and_there_is_no_other_for_it(string headers)
    {
        var answer = await RawHttp.SendAsync(server.Running, $"GET {Path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-User: {InteropServer.Beth}\r\n{headers}\r\n");
        Assert.StartsWith("HTTP/1.1 403", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_identity_that_comes_twice_is_refused()
    {
        var answer = await RawHttp.SendAsync(
            server.Running, $"GET {Path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-User: {InteropServer.Beth}\r\nX-User: {InteropServer.Rick}\r\nX-Forwarded-Method: GET\r\nX-Forwarded-Uri: /todos\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 403", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_family_of_headers_is_that_of_the_gateways_document()
    {
        await using var running = await Start(Gateway(""" "forwarded": "x-original", """));
        Assert.Equal(HttpStatusCode.OK, (await Ask(running, Path, [("X-Original-Method", "GET"), ("X-Original-URI", "/a"), ("X-Forwarded-Uri", "/nowhere"), .. User("u")])).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await Ask(running, Path, [("X-Forwarded-Method", "GET"), ("X-Forwarded-Uri", "/a"), .. User("u")])).Status);
    }

    [Fact]
    public async Task A_gateway_is_found_by_its_id_or_by_the_host()
    {
        await using var running = await Start(
            Gateway(""" "hosts": ["a.example", "*.b.example"], """), Gateway(""" "hosts": ["x.b.example"], """, "/x"), Gateway("", "/other"));
        (string, string, int)[] cases =
        [
            ("a.example", "/a", 200), ("A.EXAMPLE:8443", "/a", 200), ("q.b.example", "/a", 200), ("q.q.b.example", "/a", 200), ("b.example", "/a", 403),
            ("x.b.example", "/x", 200), ("x.b.example", "/a", 403), ("elsewhere", "/other", 200), ("elsewhere", "/a", 403),
        ];
        foreach (var (host, uri, status) in cases)
        {
            var answer = await Ask(running, Path, [("X-Forwarded-Method", "GET"), ("X-Forwarded-Uri", uri), ("X-Forwarded-Host", host), .. User("u")]);
            Assert.True((int)answer.Status == status, $"{host}{uri}: {answer.Status}");
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await Ask(running, Path, [("X-Forwarded-Method", "GET"), ("X-Forwarded-Uri", "/other"), .. User("u")])).Status);
        Assert.Equal(HttpStatusCode.OK, (await Ask(running, Path + "/g2", [("X-Forwarded-Method", "GET"), ("X-Forwarded-Uri", "/other"), .. User("u")])).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await Ask(running, Path + "/g9", [("X-Forwarded-Method", "GET"), ("X-Forwarded-Uri", "/other"), .. User("u")])).Status);
    }

    [Fact]
    public async Task Gateways_of_both_families_have_to_say_which_they_are()
    {
        await using var running = await Start(Gateway(""" "hosts": ["a.example"], "forwarded": "x-original", """), Gateway(""));
        (string, string)[] headers = [("X-Forwarded-Method", "GET"), ("X-Forwarded-Uri", "/a"), ("X-Forwarded-Host", "a.example"), .. User("u")];
        Assert.Equal(HttpStatusCode.Forbidden, (await Ask(running, Path, headers)).Status);
        Assert.Equal(HttpStatusCode.OK, (await Ask(running, Path + "/g1", headers)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await Ask(running, Path + "/g0", headers)).Status);
    }

    [Fact]
    public async Task An_obligation_that_nobody_carries_out_is_a_denial()
    {
        const string Routes = """ "routes": [ { "path": "/a", "methods": ["GET"], "action": "do" } ] """;
        await using var running = await Start(
            $"{GatewayDocuments.Subject}, \"hosts\": [\"a\"], {Routes}", $"{GatewayDocuments.Subject}, \"hosts\": [\"b\"], \"obligations\": {{ \"handled\": [\"log\"] }}, {Routes}",
            $"{GatewayDocuments.Subject}, \"hosts\": [\"c\"], \"obligations\": {{ \"metadata\": [\"log\"] }}, {Routes}");
        foreach (var (host, status) in new[] { ("a", HttpStatusCode.Forbidden), ("b", HttpStatusCode.OK), ("c", HttpStatusCode.Forbidden) })
        {
            Assert.Equal(status, (await Ask(running, Path, [("X-Forwarded-Method", "GET"), ("X-Forwarded-Uri", "/a"), ("X-Forwarded-Host", host), .. User("u")])).Status);
        }
    }

    [Fact]
    public async Task An_identity_that_no_header_can_hold_is_a_denial()
    {
        await using var running = await Start(Gateway(""" "identityHeaders": { "x-who": "subject.id", "x-what": "resource.id" }, """));
        var answer = await Ask(running, Path, [("X-Forwarded-Method", "GET"), ("X-Forwarded-Uri", "/a"), .. User("u")]);
        Assert.Equal((HttpStatusCode.OK, "u", "/a"), (answer.Status, answer.Headers["x-who"], answer.Headers["x-what"]));
        var raw = await RawHttp.SendAsync(running, $"GET {Path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-Forwarded-Method: GET\r\nX-Forwarded-Uri: /a\r\nX-User: \u00c3\u00a9\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 403", raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anonymous_routes_need_no_subject()
    {
        await using var running = await Start($"{GatewayDocuments.Subject}, \"routes\": [ {{ \"path\": \"/a\", \"methods\": [\"GET\"], \"anonymous\": true }} ]");
        Assert.Equal(HttpStatusCode.OK, (await Ask(running, Path, [("X-Forwarded-Method", "GET"), ("X-Forwarded-Uri", "/a")])).Status);
    }

    private static (string, string)[] User(string? user) => user is null ? [] : [("X-User", user)];

    private static string Gateway(string members, string path = "/a") =>
        $"{GatewayDocuments.Subject}, {members} \"routes\": [ {{ \"path\": \"{path}\", \"methods\": [\"GET\"] }} ]";

    private static Task<RunningServer> Start(params string[] gateways) => RunningServer.StartAsync(bundle: GatewayDocuments.Bundle(gateways));

    private static Task<Posted> Ask(RunningServer running, string path, (string, string)[] headers) =>
        Posted.SendAsync(running.Http, HttpMethod.Get, path, headers: headers);
}
