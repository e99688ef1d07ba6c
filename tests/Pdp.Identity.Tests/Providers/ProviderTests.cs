using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Pdp.Identity.Binding;
using Pdp.Identity.Settings;
using Pdp.Identity.Tests.Kit;
using Pdp.Identity.Tokens;
using Xunit;

namespace Pdp.Identity.Tests.Providers;

/// <summary>Tokens of a real OpenID provider, whose keys are found by its discovery document over TLS.</summary>
public sealed class ProviderTests
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _told = new();

    [Fact]
    public async Task Its_tokens_are_taken_its_keys_are_followed_and_those_withdrawn_are_refused()
    {
        await using var provider = await Provider.StartAsync();
        await using var verifier = await VerifierAsync(provider);
        var first = await provider.TokenAsync();

        var token = (await Verify(verifier, first)).Token!;
        Assert.Equal((provider.Address, "shop", "a"), (token.Issuer, token.ClientId, token.KeyId));
        Assert.Equal(["read"], token.Scopes);

        await provider.UseKeysAsync("b,a");
        var second = await provider.TokenAsync();
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("b", (await Verify(verifier, second)).Token!.KeyId);
        Assert.Equal(TokenProblem.None, (await Verify(verifier, first)).Problem);

        await provider.UseKeysAsync("b");
        await verifier.RefreshAsync();
        Assert.Equal(TokenProblem.KeyUnknown, (await Verify(verifier, first)).Problem);
        Assert.Equal(TokenProblem.None, (await Verify(verifier, second)).Problem);

        await provider.StopAsync();
        await verifier.RefreshAsync();
        Assert.NotEmpty(_told);
        Assert.Equal(TokenProblem.None, (await Verify(verifier, second)).Problem);
        Assert.Equal(TokenProblem.KeyUnknown, (await Verify(verifier, first)).Problem);
    }

    [Fact]
    public async Task Its_token_that_is_bound_to_a_key_needs_the_proof_of_that_key()
    {
        await using var provider = await Provider.StartAsync();
        await using var verifier = await VerifierAsync(provider);
        var bound = await provider.TokenAsync(Proof(provider.Address + "/token", null));

        var call = new Uri("https://pdp.example.com/pdp.v1.DecisionService/Check");
        var proven = await new DpopVerifier(_time, TimeSpan.FromMinutes(1)).VerifyAsync(
            Forge.Bytes(Proof(call.ToString(), bound)), "POST", call, Forge.Bytes(bound));

        Assert.Equal(TokenProblem.BindingMissing, (await Verify(verifier, bound)).Problem);
        Assert.Equal(TokenProblem.None, (await verifier.VerifyAsync(Forge.Bytes(bound), new TokenEvidence(null, proven), TestContext.Current.CancellationToken)).Problem);
    }

    private static ValueTask<TokenResult> Verify(TokenVerifier verifier, string token) =>
        verifier.VerifyAsync(Forge.Bytes(token), default, TestContext.Current.CancellationToken);

    private async Task<TokenVerifier> VerifierAsync(Provider provider)
    {
        var settings = IdentityDocument.Read(
            Forge.Bytes($$$"""{"issuers":[{"issuer":"{{{provider.Address}}}","audiences":["pdp"],"keys":{"discovery":"issuer","ca":"ca.pem"}}]}"""),
            provider.Folder, out var problems);
        Assert.Empty(problems);
        var verifier = new TokenVerifier(settings!, _time, null, (_, reason) => _told.Enqueue(reason));
        await verifier.StartAsync();
        Assert.True(verifier.HasAllKeys, string.Join('\n', _told));
        return verifier;
    }

    private string Proof(string address, string? token)
    {
        var hash = token is null ? "" : $",\"ath\":\"{Base64Url.EncodeToString(SHA256.HashData(Forge.Bytes(token)))}\"";
        var key = Forge.Curve.ExportParameters(false);
        return Forge.Token(
            $$$"""{"alg":"ES256","typ":"dpop+jwt","jwk":{"kty":"EC","crv":"P-256","x":"{{{Base64Url.EncodeToString(key.Q.X)}}}","y":"{{{Base64Url.EncodeToString(key.Q.Y)}}}"}}""",
            $$"""{"htm":"POST","htu":"{{address}}","iat":{{_time.GetUtcNow().ToUnixTimeSeconds()}},"jti":"{{Guid.NewGuid()}}"{{hash}}}""", Forge.Es256);
    }
}
