using System.Net;
using System.Net.Sockets;
using System.Text;
using Pdp.Bundles;
using Pdp.Server.Settings;
using Pdp.Server.Tests.AuthZen;
using Pdp.Server.Tests.Gateways;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.ForwardAuth;

/// <summary>nginx, Caddy and HAProxy before an application: what the policies deny does not reach it.</summary>
public sealed class ProxyTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names { get; } = [.. Proxies.All];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Requests_pass_or_do_not_and_nothing_reaches_the_application_that_is_denied(string name)
    {
        await using var backend = await Backend.StartAsync();
        await using var pdp = await StartPdp();
        await using var proxy = await Proxies.StartAsync(name, ((IPEndPoint)pdp.Server.HttpEndPoint).Port, backend.Port);
        (string Request, string Status, string? Reached)[] cases =
        [
            (Get("/todos", "beth-key"), "200", $"GET /todos {InteropServer.Beth}"),
            (Get("/todos?a=b&c=%2f", "beth-key"), "200", $"GET /todos?a=b&c=%2f {InteropServer.Beth}"),
            (Post("/todos", "rick-key", "{\"a\":1}"), "200", $"POST /todos {InteropServer.Rick}"),
            (Post("/todos", "beth-key", "{\"a\":1}"), "403", null),
            (Send("DELETE", "/todos/7", "morty-key"), "200", $"DELETE /todos/7 {InteropServer.Morty}"),
            (Send("DELETE", "/todos/7", "beth-key"), "403", null),
            (Send("PATCH", "/todos/7", "rick-key"), "403", null),
            (Get("/admin", "rick-key"), "403", null),

            // not known
            (Get("/todos", null), "401", null),
            (Get("/todos", "nobody-key"), "401", null),

            // a client cannot say who it is, what it asks, or that it may
            (Get("/todos", null, $"X-User: {InteropServer.Rick}"), "401", null),
            (Post("/todos", "beth-key", "x", $"X-User: {InteropServer.Rick}"), "403", null),
            (Get("/todos", "beth-key", $"X-Auth-Subject: {InteropServer.Rick}"), "200", $"GET /todos {InteropServer.Beth}"),
            (Get("/todos", "beth-key", $"X_Auth_Subject: {InteropServer.Rick}", $"X_User: {InteropServer.Rick}"), "200", $"GET /todos {InteropServer.Beth}"),
            (Get("/admin", "rick-key", "X-Forwarded-Uri: /todos", "X-Forwarded-Method: GET"), "403", null),
            (Get("/admin", "rick-key", "X-Forwarded-Uri: /todos", "X-Forwarded-Uri: /todos"), "403", null),
            (Get("/admin", "rick-key", "X-Original-URI: /todos", "X-Original-Method: GET"), "403", null),
            (Get("/admin", "rick-key", "X-Original-Uri: /todos", "X-Original-Uri: /todos"), "403", null),
            (Get("/admin", "rick-key", "X_Forwarded_Uri: /todos", "X_Original_URI: /todos"), "403", null),
            (Get("/admin?uri=/todos&X-Forwarded-Uri=/todos", "rick-key"), "403", null),

            // paths that somebody may read otherwise
            (Get("/public/../todos", "rick-key"), "403", null),
            (Get("/./todos", "rick-key"), "403", null),
            (Get("/public/%2e%2e/todos", "rick-key"), "403", null),
            (Send("PUT", "/todos%2f7", "rick-key"), "403", null),
            (Send("PUT", "/todos/a%2fb", "rick-key"), "403", null),
            (Send("PUT", "/todos/a%252fb", "rick-key"), "403", null),
            (Get("//todos", "rick-key"), "403", null),
            (Send("PUT", "/todos//7", "rick-key"), "403", null),
            (Get("/TODOS", "rick-key"), "403", null),
            (Get("/todos/", "rick-key"), "403", null),
            (Get("/todos;x=1", "rick-key"), "403", null),
            (Get("/todos%3bx", "rick-key"), "403", null),
            (Get("/todos/..;/admin", "rick-key"), "403", null),
        ];
        foreach (var (request, status, reached) in cases)
        {
            backend.Reached.Clear();
            var answer = await AskAsync(proxy.Port, request);
            var line = request[..request.IndexOf('\r', StringComparison.Ordinal)];

            // a proxy may refuse by itself what the PDP would
            Assert.True(Status(answer) == status || (status == "403" && reached is null && Status(answer) == "400"), $"{name}: {request} was answered {answer}");
            Assert.True(backend.Reached.SequenceEqual(reached is null ? [] : [reached]), $"{name}: {line} reached the application: {string.Join(", ", backend.Reached)}");
            if (status == "401") Assert.Contains("www-authenticate: Bearer", answer, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_client_cannot_say_what_the_gateway_says(string name)
    {
        await using var backend = await Backend.StartAsync();
        await using var pdp = await RunningServer.StartAsync(bundle: ForProxies(GatewayDocuments.Bundle($$"""
            {{GatewayDocuments.Subject}}, "identityHeaders": { "x-auth-subject": "subject.id" },
            "context": { "mfa": { "header": "x-mfa", "type": "boolean" }, "ip": { "request": "source-address" } },
            "routes": [ { "path": "/wipe", "methods": ["GET"], "action": "wipe" } ]
            """)));
        await using var proxy = await Proxies.StartAsync(name, ((IPEndPoint)pdp.Server.HttpEndPoint).Port, backend.Port);
        Assert.Equal("200", Status(await AskAsync(proxy.Port, Get("/wipe", "rick-key", "X-MFA: false", "X-Real-IP: 10.9.9.9", "X-Forwarded-For: 10.9.9.9"))));
        backend.Reached.Clear();
        Assert.Equal("403", Status(await AskAsync(proxy.Port, Get("/wipe", "beth-key"))));
        Assert.Equal("403", Status(await AskAsync(proxy.Port, Get("/wipe", "beth-key", "X-MFA: true", "X-Mfa: true"))));
        Assert.Empty(backend.Reached);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Nothing_passes_when_the_PDP_is_gone_or_hangs_and_all_is_well_when_it_is_back(string name)
    {
        await using var backend = await Backend.StartAsync();
        var pdp = await StartPdp();
        var port = ((IPEndPoint)pdp.Server.HttpEndPoint).Port;
        await using var proxy = await Proxies.StartAsync(name, port, backend.Port);
        Assert.Equal("200", Status(await AskAsync(proxy.Port, Get("/todos", "beth-key"))));
        await pdp.DisposeAsync();
        backend.Reached.Clear();
        var gone = Status(await AskAsync(proxy.Port, Get("/todos", "beth-key")));
        Assert.Contains(gone, name switch { "nginx" => ["500"], "caddy" => ["502"], _ => new[] { "403" } });
        using (var hanging = new TcpListener(IPAddress.Loopback, port))
        {
            hanging.Start();
            var hung = Status(await AskAsync(proxy.Port, Get("/todos", "beth-key")));
            Assert.Contains(hung, name switch { "nginx" => ["500"], "caddy" => ["504"], _ => new[] { "403" } });
        }

        Assert.Empty(backend.Reached);
        await using var again = await StartPdp(port);
        string status;
        do
        {
            // a proxy may need a moment to see that it is back; the test's end bounds it
            Cancelled.ThrowIfCancellationRequested();
            status = Status(await AskAsync(proxy.Port, Get("/todos", "beth-key")));
        }
        while (status != "200");
        Assert.Equal("403", Status(await AskAsync(proxy.Port, Get("/admin", "rick-key"))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_connection_serves_a_thousand_requests(string name)
    {
        await using var backend = await Backend.StartAsync();
        await using var pdp = await StartPdp();
        await using var proxy = await Proxies.StartAsync(name, ((IPEndPoint)pdp.Server.HttpEndPoint).Port, backend.Port);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{proxy.Port}") };
        for (var i = 0; i < 1000; i++)
        {
            var isPermitted = i % 3 != 0;
            using var request = new HttpRequestMessage(isPermitted ? HttpMethod.Get : HttpMethod.Post, new Uri("/todos", UriKind.Relative));
            request.Headers.Add("X-Api-Key", "beth-key");
            using var answer = await client.SendAsync(request, Cancelled);
            Assert.Equal(isPermitted ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
        }

        Assert.Equal(666, backend.Reached.Count);
    }

    private static Task<RunningServer> StartPdp(int port = 0) =>
        RunningServer.StartAsync(o => o with { Http = ListenAddress.Loopback(port) }, bundle: Bundle.Value);

    private static readonly Lazy<Bundle> Bundle = new(static () => ForProxies(InteropServer.Bundle));

    // its gateway, once for each proxy: each tells the request in its own family of headers
    private static Bundle ForProxies(Bundle bundle) => bundle with
    {
        Gateways =
        [
            .. Proxies.All.Select(name => bundle.Gateways.Single() with
            {
                Id = name, Hosts = [$"{name}.example"], Forwarded = name == "nginx" ? Pdp.Bundles.Gateways.ForwardedHeaders.XOriginal : Pdp.Bundles.Gateways.ForwardedHeaders.XForwarded,
            }),
        ],
    };

    private static string Get(string target, string? key, params string[] headers) => Send("GET", target, key, headers);

    private static string Post(string target, string key, string body, params string[] headers) =>
        Send("POST", target, key, [.. headers, $"Content-Length: {body.Length}"]) + body;

    private static string Send(string method, string target, string? key, params string[] headers)
    {
        var text = new StringBuilder($"{method} {target} HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n");
        if (key is not null) text.Append($"X-Api-Key: {key}\r\n");
        foreach (var header in headers) text.Append(header).Append("\r\n");
        return text.Append("\r\n").ToString();
    }

    internal static string Status(string answer) => answer.Length > 12 ? answer[9..12] : $"none: {answer}";

    internal static async Task<string> AskAsync(int port, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Cancelled);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), Cancelled);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(Cancelled);
    }
}
