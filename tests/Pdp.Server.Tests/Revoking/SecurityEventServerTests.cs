using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Pdp.Contracts.V1;
using Pdp.Server.Hosting;
using Pdp.Server.Revoking;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Revoking;

/// <summary>A transmitter of security events of our own, since nobody offers one that runs alone: it follows RFC 8935 and CAEP 1.0.</summary>
public sealed class SecurityEventServerTests : IDisposable
{
    private const string Disabled = "https://schemas.openid.net/secevent/risc/event-type/account-disabled";
    private const string Verification = "https://schemas.openid.net/secevent/ssf/event-type/verification";

    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pdp-events-");
    private readonly LogRecorder _log = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string State => Path.Combine(_folder.FullName, "state");

    private string Document => Path.Combine(_folder.FullName, "events.json");

    private string Keys => Path.Combine(_folder.FullName, "keys.json");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _log.Dispose();
    }

    [Fact]
    public async Task An_account_that_is_disabled_elsewhere_is_denied_here_at_once_and_after_a_restart()
    {
        await using (var server = await StartAsync())
        {
            Assert.Equal(Decision.Permit, (await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled)).Decision);
            var token = Token(Disabled, "alice");
            Assert.Equal((HttpStatusCode.Accepted, ""), await Send(server, token));
            Assert.Equal(Decision.Deny, (await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled)).Decision);

            // what comes twice is taken twice
            Assert.Equal(HttpStatusCode.Accepted, (await Send(server, token)).Status);
            Assert.Contains(_log.Records, static record => record.StartsWith("Information SecurityEventTaken: ", StringComparison.Ordinal));
            Assert.DoesNotContain(_log.Records, record => record.Contains(token[^40..], StringComparison.Ordinal));
        }

        await using (var server = await StartAsync())
            Assert.Equal(Decision.Deny, (await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled)).Decision);
    }

    [Fact]
    public async Task What_is_not_taken_is_told_as_the_standard_says_and_changes_nothing()
    {
        await using var server = await StartAsync();
        foreach (var (token, error) in new[]
        {
            ("x", "invalid_request"), (Token(Disabled, "alice", issuer: "https://evil"), "invalid_issuer"), (Token(Disabled, "alice", audience: "others"), "invalid_audience"),
            (Token(Disabled, "alice")[..^4] + "AAAA", "invalid_key"), (Token(Disabled, null), "invalid_request"), (new string('a', 17 * 1024), "invalid_request"),
        })
        {
            var (status, body) = await Send(server, token);
            Assert.Equal((HttpStatusCode.BadRequest, error), (status, JsonNode.Parse(body)!["err"]!.GetValue<string>()));
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await Send(server, Token(Disabled, "alice"), "application/jwt")).Status);
        Assert.Equal((HttpStatusCode.Accepted, ""), await Send(server, Token(Verification, "stream")));
        Assert.Contains(_log.Records, static record => record.StartsWith("Information SecurityEventOther: ", StringComparison.Ordinal));
        Assert.Contains(_log.Records, static record => record.StartsWith("Error SecurityEventNotUnderstood: ", StringComparison.Ordinal));
        Assert.Equal(Decision.Permit, (await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled)).Decision);
        using var got = await server.Http.GetAsync(SecurityEventReceiver.Path, Cancelled);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, got.StatusCode);
    }

    // whoever can reach the address can send what is none
    [Fact]
    public async Task Events_that_are_none_do_not_fill_the_log()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await StartAsync(clock: clock);
        for (var i = 0; i < 10; i++) Assert.Equal(HttpStatusCode.BadRequest, (await Send(server, "x")).Status);
        Assert.Single(Refusals());
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.BadRequest, (await Send(server, "x")).Status);
        Assert.Contains("9", Refusals()[1], StringComparison.Ordinal);

        string[] Refusals() => [.. _log.Records.Where(static record => record.StartsWith("Warning SecurityEventRefused: ", StringComparison.Ordinal))];
    }

    // it may be good: it is to be sent again
    [Fact]
    public async Task Without_the_transmitters_keys_an_event_is_put_off()
    {
        await using var server = await StartAsync(withKeys: false);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Send(server, Token(Disabled, "alice"))).Status);
    }

    [Fact]
    public async Task Without_the_setting_nobody_sends_events()
    {
        await using var server = await RunningServer.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await Send(server, Token(Disabled, "alice"))).Status);
    }

    [Fact]
    public void A_server_does_not_start_where_it_would_forget_or_with_a_document_that_is_wrong()
    {
        Assert.Contains("--state", Assert.Throws<StartUpException>(() => SecurityEventStart.Read(new PdpServerOptions { SecurityEvents = Document })).Message, StringComparison.Ordinal);
        var options = new PdpServerOptions { SecurityEvents = Document, State = State };
        Assert.Equal("PDP0521", Assert.Throws<StartUpException>(() => SecurityEventStart.Read(options)).Findings.Single().Code);
        File.WriteAllText(Document, """{ "transmitters": [ { "issuer": "a" } ] }""");
        Assert.Equal(["PDP0522", "PDP0522"], Assert.Throws<StartUpException>(() => SecurityEventStart.Read(options)).Findings.Select(static one => one.Code));
    }

    private static async Task<(HttpStatusCode Status, string Body)> Send(RunningServer server, string token, string type = "application/secevent+jwt")
    {
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(token));
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var answer = await server.Http.PostAsync(SecurityEventReceiver.Path, content, Cancelled);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancelled));
    }

    private static string Token(string type, string? subject, string issuer = "https://login.example.com", string audience = "pdp")
    {
        var claims = new JsonObject
        {
            ["iss"] = issuer, ["aud"] = audience, ["jti"] = Guid.NewGuid().ToString(), ["iat"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
            ["events"] = new JsonObject { [type] = new JsonObject() },
        };
        if (subject is not null) claims["sub_id"] = new JsonObject { ["format"] = "iss_sub", ["iss"] = issuer, ["sub"] = subject };
        var text = Base64Url.EncodeToString("""{"alg":"ES256","kid":"k","typ":"secevent+jwt"}"""u8) + "." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()));
        return text + "." + Base64Url.EncodeToString(Key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256));
    }

    private Task<RunningServer> StartAsync(bool withKeys = true, TimeProvider? clock = null)
    {
        var point = Key.ExportParameters(includePrivateParameters: false).Q;
        if (withKeys)
        {
            File.WriteAllText(Keys, $$"""
                { "keys": [ { "kty": "EC", "crv": "P-256", "alg": "ES256", "kid": "k", "x": "{{Base64Url.EncodeToString(point.X)}}", "y": "{{Base64Url.EncodeToString(point.Y)}}" } ] }
                """);
        }

        File.WriteAllText(Document, """{ "transmitters": [ { "issuer": "https://login.example.com", "audiences": [ "pdp" ], "keys": { "file": "keys.json" } } ] }""");
        return RunningServer.StartAsync(options => options with { SecurityEvents = Document, State = State }, clock: clock, log: _log);
    }
}
