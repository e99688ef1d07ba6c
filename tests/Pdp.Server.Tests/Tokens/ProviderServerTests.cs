using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Identity.Tests.Providers;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Tokens;

/// <summary>Tokens of a real OpenID provider, whose keys the server finds by its discovery document.</summary>
public sealed class ProviderServerTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_tokens_are_taken_its_keys_are_followed_and_those_withdrawn_are_refused()
    {
        await using var provider = await Provider.StartAsync();
        await using var scene = new TokenScene($$"""
            { "issuers": [ { "issuer": "{{provider.Address}}", "audiences": ["pdp"], "subject": { "type": "user", "id": "client_id" }, "refresh": "1m", "lookAgain": "1s",
              "keys": { "discovery": "issuer", "ca": "{{Path.Combine(provider.Folder, "ca.pem")}}" } } ] }
            """);
        scene.Time.SetUtcNow(TimeProvider.System.GetUtcNow());
        await using var server = await scene.StartAsync();
        var first = await provider.TokenAsync();
        Assert.Equal(Decision.Permit, await DecideAsync(first));
        Assert.Equal(Decision.Permit, (await server.Decisions.CheckAsync(TokenScene.Ask(first, "own", owner: "shop"), cancellationToken: Cancelled)).Decision);

        await provider.UseKeysAsync("b,a");
        var second = await provider.TokenAsync();
        scene.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(Decision.Permit, await DecideAsync(second));

        await provider.UseKeysAsync("b");
        scene.Time.Advance(TimeSpan.FromMinutes(1));
        string? refusal;
        do refusal = await RefusalAsync(first);
        while (refusal is null);
        Assert.StartsWith("token-key-unknown: ", refusal, StringComparison.Ordinal);
        Assert.Equal(Decision.Permit, await DecideAsync(second));

        async Task<Decision> DecideAsync(string token) => (await server.Decisions.CheckAsync(TokenScene.Ask(token), cancellationToken: Cancelled)).Decision;

        async Task<string?> RefusalAsync(string token)
        {
            try
            {
                await DecideAsync(token);
                return null;
            }
            catch (RpcException exception)
            {
                return exception.Status.Detail;
            }
        }
    }
}
