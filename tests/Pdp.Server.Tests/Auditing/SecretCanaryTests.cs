using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using Pdp.Bundles;
using Pdp.Bundles.Archives;
using Pdp.Contracts.V1;
using Pdp.Identity.Tests.Kit;
using Pdp.Server.Auditing;
using Pdp.Server.Auditing.Sinks;
using Pdp.Server.Settings;
using Pdp.Server.Telemetry.Export;
using Pdp.Server.Tests.Access;
using Pdp.Server.Tests.AuthZen;
using Pdp.Server.Tests.ExtAuthz;
using Pdp.Server.Tests.Reloading;
using Pdp.Server.Tests.Support;
using Pdp.Server.Tests.Tokens;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Server.Tests.Auditing;

/// <summary>The server's own secrets and the tokens of its users are planted wherever they come, and looked for in all that it tells anybody.</summary>
public sealed partial class SecretCanaryTests : IAsyncDisposable
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    private readonly TokenScene _scene = new();
    private readonly AuditedFolder _folder = new();
    private readonly AccessFolder _access = new();
    private readonly WholeLog _log = new();

    // by what they are, and by who told them
    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<string>> _told = new(StringComparer.Ordinal);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _scene.DisposeAsync();
        _folder.Dispose();
        _access.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task Neither_the_servers_secrets_nor_the_tokens_of_its_users_are_in_anything_that_it_tells()
    {
        var key = "pdp_" + Plant("an API key");
        _access.PutKeys(("orders", key, null));
        var reload = Plant("the reload token");
        PutSecret("reload", reload);
        PutSecret("otlp-token", Plant("the token for the collector of records"));
        PutSecret("hash.key", Plant("the key of hashes", Convert.ToHexString(RandomNumberGenerator.GetBytes(32))));
        using var signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        PutSecret("signing.pem", PlantPem("the key that signs the log", signing.ExportPkcs8PrivateKeyPem()));
        _scene.Put("policies/gateway.json", TokenScene.Gateway);
        await using var collector = await AllCollector.StartAsync();
        using var output = new MemoryStream();
        using var answers = new Answers();

        _told.Add("the decision log", () => _folder.Text);
        _told.Add("standard output", () => Encoding.UTF8.GetString(output.ToArray()));
        _told.Add("the server's log", () => _log.Text);
        foreach (var path in new[] { "/v1/logs", "/otlp/v1/metrics", "/otlp/v1/traces" }) _told.Add($"what the collector gets at {path}", () => collector.Text(path));
        _told.Add("answers and errors", () => answers.Text);

        await using (var server = await RunningServer.StartAsync(
            o => _folder.Set(AuditMode.Bounded, audit => audit with
            {
                Stdout = true, Key = _scene["signing.pem"], HashKey = _scene["hash.key"], Otlp = OtlpAddress.Parse(collector.Url, out _), OtlpTokenFile = _scene["otlp-token"],
            })(o) with
            {
                StandardOutput = () => output, Issuers = _scene["issuers.json"], ApiKeys = _access.Keys, CallerTokens = true, ReloadTokenFile = _scene["reload"],
                OtlpEndpoint = new Uri(collector.Url + "/otlp"), OtlpMetrics = new SignalVariables { Headers = $"x-key={Plant("a header for the collector of metrics")}", Compression = OtlpExportCompression.None },
                OtlpSpans = new SignalVariables { Headers = $"authorization=Bearer%20{Plant("a header for the collector of spans")}" },
            },
            bundle: _scene.Bundle(), whole: _log))
        {
            var caller = Token("the token of a caller", ("sub", "\"caller\""));
            await AskAsync(server, answers, key);
            await AskAsync(server, answers, caller);
            await AskAsync(server, answers, "pdp_" + Plant("a key that is none"));
            await AskAsync(server, answers, Token("a caller's token that has expired", ("exp", Seconds(-3600))));
            await AdministerAsync(server, answers, key, reload);
            await SendWrongAsync(server, answers);

            // and whoever is asked with a secret may say it back
            server.Server.Export!.Flush();
            collector.SaysBack = true;
            await server.Decisions.CheckAsync(TokenScene.Ask(Token("the token of a user, again")), Shown(key), cancellationToken: Cancelled);
            server.Server.Export.Flush();
            while (!_log.Text.Contains("the decision log is not delivered to `otlp`", StringComparison.Ordinal)) await Task.Delay(5, Cancelled);
            foreach (var path in new[] { "/metrics", "/readyz" }) answers.Add((await Posted.SendAsync(server.Http, HttpMethod.Get, path, null, null, ("Authorization", "Bearer " + key), ("Accept", path == "/readyz" ? "application/json" : "application/openmetrics-text"))).Body);
            collector.SaysBack = false;
        }

        NothingIsTold();

        // all of it came where it should, and there was something to be found
        Assert.Superset(_secrets.Where(static one => one.Key.Contains("collector", StringComparison.Ordinal)).Select(static one => one.Value).ToHashSet(StringComparer.Ordinal), collector.Shown.ToHashSet(StringComparer.Ordinal));
        Assert.All(_told, static one => Assert.True(one.Value().Length > 100, one.Key));
        Assert.Contains("\"kind\":\"checkpoint\"", _folder.Text, StringComparison.Ordinal);
        Assert.Contains("\"type\":\"key\",\"id\":\"orders\"", _folder.Text, StringComparison.Ordinal);
        Assert.Contains("\"type\":\"token\",\"id\":\"caller\"", _folder.Text, StringComparison.Ordinal);
        Assert.Contains("pdp.decision.duration", collector.Text("/otlp/v1/metrics"), StringComparison.Ordinal);
        Assert.Contains("/pdp.v1.DecisionService/Check", collector.Text("/otlp/v1/traces"), StringComparison.Ordinal);
        Assert.Contains("pdp_decisions_total", answers.Text, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"telemetry\"", answers.Text.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Trace Microsoft.AspNetCore.Server.Kestrel", _log.Text, StringComparison.Ordinal);
        Assert.Contains("Debug Pdp.Server.Tokens.SubjectTokens", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_source_of_the_policies_is_asked_with_is_told_nowhere_not_even_when_it_says_it_back()
    {
        await using var bundles = await BundleServer.StartAsync();
        PutSecret("token", Plant("the token for the bundle"));
        _scene.Put("ca.pem", bundles.Certificate.ExportCertificatePem());
        var reload = Plant("the reload token");
        PutSecret("reload", reload);
        using var archive = new MemoryStream();
        BundleArchive.Write(archive, BundleLoader.Load(Repository.PathOf("policies"), cancellation: Cancelled).Bundle!, new ManifestFacts { Sequence = 1 }, null);
        bundles.Offer(archive.ToArray(), "\"a\"");
        using var answers = new Answers();
        _told.Add("the server's log", () => _log.Text);
        _told.Add("answers and errors", () => answers.Text);
        await using (var run = ServerHere.Start(
            _scene["."],
            [
                "--bundle", $"{bundles.Address}?sig={Plant("what signs the bundle's URL")}", "--bundle-unsigned", "--bundle-ca", _scene["ca.pem"], "--bundle-token-file", _scene["token"],
                "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0", "--reload-token-file", _scene["reload"], "--state", _scene["state"], "--stop-delay", "1ms",
            ], _log))
        {
            var line = await run.LineWithAsync("serving `");
            answers.Add(line);
            bundles.Answer = async context =>
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                await context.Response.WriteAsync($"{context.Request.Headers.Authorization} {context.Request.QueryString}");
            };
            using var http = new HttpClient { BaseAddress = new Uri("http://" + Address("HTTP").Match(line).Groups[1].Value) };
            using var channel = GrpcChannel.ForAddress("http://" + Address("gRPC").Match(line).Groups[1].Value);
            answers.Add((await Posted.SendAsync(http, HttpMethod.Post, "/reload", [], null, ("Authorization", "Bearer " + reload))).Body);
            answers.Add((await Posted.SendAsync(http, HttpMethod.Get, "/readyz", null, null, ("Accept", "application/json"))).Body);
            answers.Add(await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancelled));
            answers.Add((await new PolicyService.PolicyServiceClient(channel).GetRevisionAsync(new GetRevisionRequest(), cancellationToken: Cancelled)).ToString());
            await run.StopAsync();
            answers.Add(await run.Error);
        }

        // git's own is in the URL; nobody is there
        var git = Plant("the password of the repository");
        var (_, output, error) = await ServerHere.RunAsync(_scene["."], ["--git", $"http://robot:{git}@127.0.0.1:9/policies.git", "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:1"]);
        answers.Add(output);
        answers.Add(error);

        Assert.Contains("403", answers.Text, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:9/policies.git", answers.Text, StringComparison.Ordinal);
        Assert.Contains(bundles.Asked, one => one.Token == "Bearer " + _secrets["the token for the bundle"]);
        NothingIsTold();
    }

    [Theory]
    [InlineData("PDP__OTLP_ENDPOINT", "https://user:pa55word@collector.example.org")]
    [InlineData("PDP__OTLP_ENDPOINT", "https://collector.example.org/?key=pa55word")]
    [InlineData("PDP__AUDIT_OTLP", "https://user:pa55word@collector.example.org")]
    [InlineData("PDP__GIT", "https://user:pa55word@git.example.org/x?y")]
    [InlineData("PDP__GIT", "ssh://user:pa55word@git.example.org/x")]
    [InlineData("PDP__BUNDLE", "https://user:pa55word@bundles.example.org/x")]
    [InlineData("PDP__BUNDLE", "http://bundles.example.org/x?sig=pa55word")]
    [InlineData("PDP__TLS_VAULT", "https://user:pa55word@vault.example.org/v1/pki/issue/pdp")]
    [InlineData("PDP__TLS_VAULT", "https://vault.example.org/v1/pki/issue/pdp?token=pa55word")]
    [InlineData("PDP__PUBLIC_URL", "http://user:pa55word@pdp.example.org")]
    [InlineData("PDP__PUBLIC_URL", "https://user:pa55word@pdp.example.org")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "https://user:pa55word@collector.example.org")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://user:pa55word@collector.example.org")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "pa55word")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_HEADERS", "x-key=pa55word%0a")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_HEADERS", "x-key=pa55word")]
    public void What_is_wrong_with_a_setting_is_told_without_its_secret(string variable, string value)
    {
        var environment = new Dictionary<string, string> { ["PDP__OTLP_ENDPOINT"] = "https://collector.example.org" };
        if (variable == "OTEL_EXPORTER_OTLP_ENDPOINT") environment.Clear();
        environment[variable] = value;
        var errors = SettingSources.Read(SettingsFile.None, environment, []).Errors;
        Assert.Contains(errors, error => error.Where == variable || error.Where.StartsWith("--", StringComparison.Ordinal));
        Assert.All(errors, static error => Assert.DoesNotContain("pa55word", error.ToString(), StringComparison.Ordinal));
    }

    private static string Seconds(int fromNow) => (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + fromNow).ToString(CultureInfo.InvariantCulture);

    private static Metadata Shown(string credential) => new() { { "authorization", "Bearer " + credential }, { "traceparent", $"00-{Trace}-00f067aa0ba902b7-01" } };

    // every way of asking, with tokens that are taken and such that are not
    private async Task AskAsync(RunningServer server, Answers answers, string credential)
    {
        var calls = Shown(credential);
        var good = Token("the token of a user", ("scope", "\"read\""), ("secret", $"\"{Plant("a claim of a user")}\""), ("email", $"\"{Plant("a user's address")}\""));
        var expired = Token("the expired token of a user", ("exp", Seconds(-3600)));
        var broken = Token("a token that nobody has signed", static _ => new byte[256]);
        foreach (var token in new[] { good, expired, broken, Plant("a token that is none") })
        {
            await answers.AddAsync(async () => await server.Decisions.CheckAsync(TokenScene.Ask(token), calls, cancellationToken: Cancelled));
            await answers.AddAsync(async () => await server.Decisions.ExplainAsync(new ExplainRequest { SubjectToken = token, Action = new() { Name = "read" }, Resource = new() { Type = "document", Id = "1" } }, calls, cancellationToken: Cancelled));
            (string, string)[] headers =
            [
                ("authorization", "Bearer " + token), ("cookie", "session=" + Plant("a cookie")), ("x-forwarded-client-cert", $"By=spiffe://a/b;Hash={Plant("the hash of a certificate")};Cert=\"{Plant("a certificate")}\""),
                ("x-ssl-client-cert", Plant("another certificate")), ("dpop", Plant("a proof")), ("x-auth-token", Plant("a token of the application")),
            ];
            var target = "/documents/1?access_token=" + Plant("a token in a URL");
            await answers.AddAsync(async () => await EnvoyCall.SendAsync(server, EnvoyCall.Request("GET", target, headers), calls));
            await answers.AddAsync(async () => (await Posted.SendAsync(server.Http, HttpMethod.Get, "/forward-auth/nginx", null, null, [("x-original-method", "GET"), ("x-original-uri", target), .. headers])).Body);
        }

        await answers.AddAsync(async () => (await Posted.PostAsync(
            server.Http, "/access/v1/evaluation", """{"subject":{"type":"robot","id":"r"},"action":{"name":"read"},"resource":{"type":"document","id":"1"}}""", "application/json", ("Authorization", "Bearer " + credential))).Body);
        await answers.AddAsync(async () => (await Posted.SendAsync(server.Http, HttpMethod.Get, "/metrics", null, null, ("Authorization", "Bearer " + credential))).Body);
    }

    private async Task AdministerAsync(RunningServer server, Answers answers, string key, string reload)
    {
        var shown = Shown(key);
        await answers.AddAsync(async () => await server.Policies.ListPoliciesAsync(new ListPoliciesRequest(), shown, cancellationToken: Cancelled));
        await answers.AddAsync(async () => await server.Policies.GetRevisionAsync(new GetRevisionRequest(), shown, cancellationToken: Cancelled));
        await answers.AddAsync(async () => await server.Policies.GetPolicyAsync(new GetPolicyRequest { Id = "p" }, shown, cancellationToken: Cancelled));
        await answers.AddAsync(async () => await server.Policies.GetShadowReportAsync(new GetShadowReportRequest(), shown, cancellationToken: Cancelled));
        foreach (var secret in new[] { reload, Plant("a reload token that is none") })
        {
            await answers.AddAsync(async () => await server.Policies.ReloadAsync(new ReloadRequest(), Shown(secret), cancellationToken: Cancelled));
            await answers.AddAsync(async () => (await Posted.SendAsync(server.Http, HttpMethod.Post, "/reload", [1], null, ("Authorization", "Bearer " + secret))).Body);
        }

        await answers.AddAsync(async () => (await Posted.SendAsync(server.Http, HttpMethod.Post, "/reload", [1], null, ("X-Hub-Signature-256", "sha256=" + Plant("a signature of a webhook")))).Body);
    }

    // what is no HTTP at all
    private async Task SendWrongAsync(RunningServer server, Answers answers)
    {
        foreach (var line in new[] { "Authorization : Bearer ", "Authorization\u0001: Bearer ", " Authorization: Bearer ", "Authorization Bearer " })
            answers.Add(await RawHttp.SendAsync(server, $"GET /metrics HTTP/1.1\r\nHost: pdp\r\nConnection: close\r\n{line}{Plant("a credential in a header that is none")}\r\n\r\n"));
        answers.Add(await RawHttp.SendAsync(server, $"GET /metrics HTTP/1.1\r\nHost: pdp\r\nConnection: close\r\nAuthorization: Bearer {Plant("a credential beside a sign that no header has")}\u0001\r\n\r\n"));
        answers.Add(await RawHttp.SendAsync(server, $"GET /metrics?access_token={Plant("a token in a line that is none")} HTTP/7.1\r\nHost: pdp\r\nConnection: close\r\n\r\n"));
        answers.Add(await RawHttp.SendAsync(server, $"GET /metrics?access_token={Plant("a token in a URL of the server")} HTTP/1.1\r\nHost: pdp\r\nConnection: close\r\n\r\n"));
        answers.Add(await RawHttp.SendAsync(server, $"POST /access/v1/evaluation HTTP/1.1\r\nHost: pdp\r\nConnection: close\r\nContent-Length: x{Plant("a credential in a length")}\r\n\r\n"));
    }

    private void NothingIsTold()
    {
        var found = (from place in _told let text = place.Value() from secret in _secrets where text.Contains(secret.Value, StringComparison.OrdinalIgnoreCase)
                     select $"{secret.Key} is in {place.Key}: {Around(text, secret.Value)}").ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    private static string Around(string text, string secret)
    {
        var at = text.IndexOf(secret, StringComparison.OrdinalIgnoreCase);
        return text[Math.Max(0, at - 200)..Math.Min(text.Length, at + secret.Length + 50)];
    }

    private string Plant(string what, string? secret = null)
    {
        secret ??= Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        while (!_secrets.TryAdd(what, secret)) what += "'";
        return secret;
    }

    private string PlantPem(string what, string pem)
    {
        // what a JSON writer would write as it is
        foreach (Match match in Run().Matches(pem)) Plant(what, match.Value);
        return pem;
    }

    private string Token(string what, params (string Name, string? Json)[] changes) => Token(what, null, changes);

    private string Token(string what, Func<byte[], byte[]>? sign, params (string Name, string? Json)[] changes)
    {
        var token = Forge.Token(
            Forge.Header(), Forge.Claims([("iat", Seconds(-10)), ("exp", Seconds(600)), ("jti", $"\"{Guid.NewGuid()}\""), .. changes]), sign ?? Forge.Rs256);
        var parts = token.Split('.');
        Plant($"{what}: its claims", parts[1]);
        if (sign is null) Plant($"{what}: its signature", parts[2]);
        return token;
    }

    private void PutSecret(string name, string text)
    {
        File.WriteAllText(_scene[name], text + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_scene[name], UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static Regex Address(string what) => new($@"{what} on ([0-9.:]+[0-9])", RegexOptions.NonBacktracking);

    [GeneratedRegex("[A-Za-z0-9]{16,}")]
    private static partial Regex Run();

    /// <summary>All that callers were told: answers, errors, and what stands in their trailers.</summary>
    private sealed class Answers : IDisposable
    {
        private readonly StringBuilder _text = new();

        public string Text => _text.ToString();

        public void Add(string text) => _text.Append(text).Append('\n');

        public async Task AddAsync(Func<Task<object>> call)
        {
            try
            {
                Add((await call()).ToString()!);
            }
            catch (RpcException exception)
            {
                Add($"{exception.Status} {string.Join(' ', exception.Trailers.Select(static one => one.IsBinary ? Encoding.Latin1.GetString(one.ValueBytes) : one.Value))}");
            }
        }

        public void Dispose() => _text.Clear();
    }

    /// <summary>A collector of everything by OTLP over HTTP.</summary>
    private sealed class AllCollector : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly ConcurrentQueue<(string Path, string Text)> _bodies = new();

        private AllCollector(WebApplication app) => _app = app;

        /// <summary>Whether it fails, and tells with what it was asked.</summary>
        public bool SaysBack { get; set; }

        /// <summary>The secrets that it was shown.</summary>
        public ConcurrentQueue<string> Shown { get; } = new();

        public string Url => _app.Urls.Single();

        public string Text(string path) => string.Join('\n', _bodies.Where(one => one.Path == path).Select(static one => one.Text));

        public static async Task<AllCollector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var collector = new AllCollector(builder.Build());
            collector._app.Run(collector.TakeAsync);
            await collector._app.StartAsync(Cancelled);
            return collector;
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private async Task TakeAsync(HttpContext context)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            _bodies.Enqueue((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
            string[] headers = [context.Request.Headers.Authorization.ToString(), context.Request.Headers["x-key"].ToString()];
            foreach (var header in headers) Shown.Enqueue(header.Replace("Bearer ", "", StringComparison.Ordinal));
            if (!SaysBack) return;
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = string.Join(',', headers);
            await context.Response.WriteAsync(string.Join(',', headers), context.RequestAborted);
        }
    }
}
