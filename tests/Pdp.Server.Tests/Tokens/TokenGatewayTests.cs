using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using Pdp.Bundles;
using Pdp.Bundles.Activation;
using Pdp.Engine.Sources;
using Pdp.Identity.Tests.Kit;
using Pdp.Server.Tests.ExtAuthz;
using Pdp.Server.Tests.ForwardAuth;
using Pdp.Server.Tests.Support;
using Pdp.Server.Gateways;
using Pdp.Server.Settings;
using Xunit;

namespace Pdp.Server.Tests.Tokens;

/// <summary>Gateways whose subjects come from tokens that the server verifies.</summary>
public sealed class TokenGatewayTests : IAsyncDisposable
{
    private readonly TokenScene _scene = new();

    public TokenGatewayTests() => _scene.Put("policies/gateway.json", TokenScene.Gateway);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Behind_nginx_a_request_passes_with_a_token_and_nothing_reaches_the_application_without()
    {
        await using var backend = await Backend.StartAsync();
        await using var pdp = await _scene.StartAsync();
        await using var proxy = await Proxies.StartAsync("nginx", ((IPEndPoint)pdp.Server.HttpEndPoint).Port, backend.Port);
        var good = Forge.Good();
        const string Invalid = "Bearer error=\"invalid_token\", error_description=\"{0}\"";
        (string Request, string Status, string? Reached, string? Challenge)[] cases =
        [
            (Get($"Authorization: Bearer {good}"), "200", "GET /documents/1 alice", null),
            (Get($"authorization: bearer {good}"), "200", "GET /documents/1 alice", null),
            (Get($"Authorization: Bearer {Forge.Good(("scope", "\"write\""))}"), "403", null, null),
            (Get(), "401", null, "Bearer"),
            (Get("Authorization: Basic cm9vdDpyb290"), "401", null, "Bearer"),
            (Get("Authorization: Bearer"), "401", null, string.Format(null, Invalid, "token-malformed")),
            (Get($"Authorization: Bearer {Forge.Good(("exp", $"{Forge.Seconds(-31)}"))}"), "401", null, string.Format(null, Invalid, "token-expired")),
            (Get($"Authorization: Bearer {Forge.Token(Forge.Header(), Forge.Claims(("sub", "\"root\"")), static _ => new byte[256])}"), "401", null, string.Format(null, Invalid, "token-signature-wrong")),

            // a client says who it is by its token alone
            (Get("X-User: alice", "X-Auth-Subject: alice"), "401", null, "Bearer"),
            (Get($"Authorization: Bearer {good}", "X-User: root", "X-Auth-Subject: root"), "200", "GET /documents/1 alice", null),

            // a wrong token is not none
            ("GET /public HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n\r\n", "200", "GET /public anonymous", null),
            ("GET /public HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\nAuthorization: Bearer x\r\n\r\n", "401", null, string.Format(null, Invalid, "token-malformed")),
            ("GET /admin HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\nAuthorization: Bearer " + good + "\r\n\r\n", "403", null, null),
        ];
        foreach (var (request, status, reached, challenge) in cases)
        {
            backend.Reached.Clear();
            var answer = await ProxyTests.AskAsync(proxy.Port, request);
            Assert.True(ProxyTests.Status(answer) == status, $"{request} was answered {answer}");
            Assert.Equal(reached is null ? [] : [reached], backend.Reached);
            Assert.Equal(challenge, Header(answer, "WWW-Authenticate"));
            Assert.DoesNotContain(good, answer, StringComparison.Ordinal);
        }

        var signature = good[(good.LastIndexOf('.') + 1)..];
        Assert.DoesNotContain(_scene.Log.Records, record => record.Contains(signature, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_gateway_says_besides_must_not_be_at_odds_with_the_token()
    {
        await using var pdp = await _scene.StartAsync();
        var token = Forge.Good(("team", "\"red\""));
        Assert.Equal(200, await ForwardAsync(pdp, token));
        Assert.Equal(200, await ForwardAsync(pdp, token, ("X-Team", "red")));
        Assert.Equal(403, await ForwardAsync(pdp, token, ("X-Team", "blue")));
    }

    [Fact]
    public async Task Keys_that_cannot_be_had_are_no_reason_to_sign_in_again_and_none_to_pass()
    {
        File.Delete(_scene["keys.json"]);
        await using var pdp = await _scene.StartAsync(static o => o with { ExtAuthzErrors = true });
        Assert.Equal(503, await ForwardAsync(pdp, Forge.Good()));

        // Envoy may be told to let pass what is in error, and whoever sends a token chooses its issuer
        var answer = await EnvoyCall.SendAsync(pdp, EnvoyCall.Request("GET", "/documents/1", ("authorization", "Bearer " + Forge.Good())));
        Assert.Equal(14, answer.Status.Code);
        Assert.NotNull(answer.DeniedResponse);
        Assert.Null(answer.ErrorResponse);
    }

    [Fact]
    public async Task Envoy_is_told_why_a_token_is_refused()
    {
        await using var pdp = await _scene.StartAsync();
        Assert.Equal(0, (await EnvoyCall.SendAsync(pdp, EnvoyCall.Request("GET", "/documents/1", ("authorization", "Bearer " + Forge.Good())))).Status.Code);
        var refused = await EnvoyCall.SendAsync(pdp, EnvoyCall.Request("GET", "/documents/1", ("authorization", "Bearer " + Forge.Good(("aud", "\"x\"")))));
        Assert.Equal(16, refused.Status.Code);
        Assert.Equal(
            "Bearer error=\"invalid_token\", error_description=\"token-audience-wrong\"", refused.DeniedResponse.Headers.Single(static h => h.Header.Key == "www-authenticate").Header.Value);
        var twice = EnvoyCall.Request("GET", "/documents/1", ("authorization", "Bearer " + Forge.Good()), ("Authorization", "Bearer " + Forge.Good()));
        Assert.Equal(7, (await EnvoyCall.SendAsync(pdp, twice)).Status.Code);
    }

    [Fact]
    public async Task A_token_that_is_bound_to_a_key_passes_once_with_each_proof_of_it()
    {
        await using var pdp = await _scene.StartAsync();
        var bound = Forge.Good(("cnf", $$"""{"jkt":"{{Thumbprint()}}"}"""));
        (string, string)[] told = [("X-Original-Host", "app.example"), ("X-Original-Proto", "https")];
        var proof = Proof("GET", "https://app.example/documents/1", bound, "p-1");

        Assert.Equal(401, await ForwardAsync(pdp, bound));
        Assert.Equal(401, await ForwardAsync(pdp, bound, [.. told, ("DPoP", proof)]));
        Assert.Equal(401, await ForwardAsync(pdp, bound, told, scheme: "DPoP"));
        Assert.Equal(200, await ForwardAsync(pdp, bound, [.. told, ("DPoP", proof)], scheme: "DPoP"));
        Assert.Equal(401, await ForwardAsync(pdp, bound, [.. told, ("DPoP", proof)], scheme: "DPoP"));
        Assert.Equal(401, await ForwardAsync(pdp, bound, [.. told, ("DPoP", Proof("POST", "https://app.example/documents/1", bound, "p-2"))], scheme: "DPoP"));
        Assert.Equal(401, await ForwardAsync(pdp, bound, [.. told, ("DPoP", Proof("GET", "https://app.example/documents/2", bound, "p-3"))], scheme: "DPoP"));
        Assert.Equal(401, await ForwardAsync(pdp, bound, [.. told, ("DPoP", Proof("GET", "https://app.example/documents/1", Forge.Good(), "p-4"))], scheme: "DPoP"));
        Assert.Equal(401, await ForwardAsync(pdp, Forge.Good(), [.. told, ("DPoP", Proof("GET", "https://app.example/documents/1", Forge.Good(), "p-5"))], scheme: "DPoP"));
        Assert.Equal(200, await ForwardAsync(pdp, bound, [.. told, ("DPoP", Proof("GET", "https://app.example/documents/1", bound, "p-6"))], scheme: "DPoP"));
    }

    [Fact]
    public void A_server_without_issuers_takes_no_such_gateway()
    {
        var finding = GatewayNeeds.Check(_scene.Bundle(), new PdpServerOptions()).Single();
        Assert.Equal(
            (ActivationCodes.NoIssuers, "/subject/from", "the gateway `nginx` takes its subjects from tokens, and this server takes none"),
            (finding.Code, finding.Location.Pointer, finding.Message));
        Assert.Empty(GatewayNeeds.Check(_scene.Bundle(), new PdpServerOptions { Issuers = "issuers.json" }));
        Assert.Empty(GatewayNeeds.Check(Fixture.Bundle, new PdpServerOptions()));
    }

    private static string Get(params string[] headers) =>
        $"GET /documents/1 HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n{string.Concat(headers.Select(static h => h + "\r\n"))}\r\n";

    private static string? Header(string answer, string name) => answer.Split("\r\n\r\n")[0].Split("\r\n")
        .Where(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 2)..]).SingleOrDefault();

    private static Task<int> ForwardAsync(RunningServer pdp, string token, params (string Name, string Value)[] headers) => ForwardAsync(pdp, token, headers, "Bearer");

    private static async Task<int> ForwardAsync(RunningServer pdp, string token, (string Name, string Value)[] headers, string scheme)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/forward-auth/nginx");
        request.Headers.TryAddWithoutValidation("X-Original-Method", "GET");
        request.Headers.TryAddWithoutValidation("X-Original-URI", "/documents/1?a=b");
        request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {token}");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await pdp.Http.SendAsync(request, Cancelled);
        return (int)answer.StatusCode;
    }

    private static string Key()
    {
        var key = Forge.Curve.ExportParameters(false);
        return $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(key.Q.X)}}","y":"{{Base64Url.EncodeToString(key.Q.Y)}}"}""";
    }

    // RFC 7638: the members in this order, without white space
    private static string Thumbprint() => Base64Url.EncodeToString(SHA256.HashData(Forge.Bytes(Key())));

    private static string Proof(string method, string address, string token, string id) => Forge.Token(
        $$"""{"typ":"dpop+jwt","alg":"ES256","jwk":{{Key()}}}""",
        $$"""{"jti":"{{id}}","htm":"{{method}}","htu":"{{address}}","iat":{{Forge.Seconds()}},"ath":"{{Base64Url.EncodeToString(SHA256.HashData(Forge.Bytes(token)))}}"}""", Forge.Es256);
}
