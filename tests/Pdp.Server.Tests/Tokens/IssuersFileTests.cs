using Pdp.Identity.Tests.Kit;
using Pdp.Server.Hosting;
using Xunit;

namespace Pdp.Server.Tests.Tokens;

public sealed class IssuersFileTests : IAsyncDisposable
{
    private readonly TokenScene _scene = new();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task A_server_does_not_start_with_a_document_that_has_anything_wrong_in_it_and_tells_all()
    {
        _scene.Put("issuers.json", """{ "issuers": [ { "issuer": "https://a.example", "audiences": [], "keys": { "file": "k" }, "algoritms": ["RS256"] } ], "cachedTokens": 1 }""");
        var refused = await Assert.ThrowsAsync<StartUpException>(() => _scene.StartAsync());
        Assert.Equal($"no token can be verified: `{_scene["issuers.json"]}` has 3 errors", refused.Message);
        Assert.Equal(
            [
                "PDP0601 /cachedTokens: expected a whole number from 2 to 1000000", "PDP0601 /issuers/0/audiences: expected a list of at least one text",
                "PDP0601 /issuers/0/algoritms: unknown member `algoritms` (did you mean `algorithms`?)",
            ],
            refused.Findings.Select(static f => $"{f.Code} {f.Location.Pointer}: {f.Message}{(f.Help is null ? "" : $" ({f.Help})")}"));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task Nor_with_one_that_is_none(string text)
    {
        _scene.Put("issuers.json", text);
        Assert.NotEmpty((await Assert.ThrowsAsync<StartUpException>(() => _scene.StartAsync())).Findings);
    }

    [Fact]
    public async Task Nor_with_one_that_is_not_there_or_too_large()
    {
        var absent = await Assert.ThrowsAsync<StartUpException>(() => _scene.StartAsync(o => o with { Issuers = _scene["none.json"] }));
        Assert.StartsWith($"cannot read `{_scene["none.json"]}`: ", absent.Message, StringComparison.Ordinal);
        _scene.Put("issuers.json", TokenScene.Issuers() + new string(' ', 1024 * 1024));
        Assert.Contains("at most 1048576 bytes", (await Assert.ThrowsAsync<StartUpException>(() => _scene.StartAsync())).Findings.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nor_with_authorities_that_are_none()
    {
        _scene.Put("ca.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        _scene.Put("issuers.json", $$"""{ "issuers": [ { "issuer": "{{Forge.Issuer}}", "audiences": ["pdp"], "keys": { "jwks": "https://a.example/keys", "ca": "ca.pem" } } ] }""");
        Assert.Contains("`ca` cannot be used", (await Assert.ThrowsAsync<StartUpException>(() => _scene.StartAsync())).Findings.Single().Message, StringComparison.Ordinal);
    }
}
