using Pdp.Identity.Tests.Kit;
using Pdp.Identity.Tokens;
using Xunit;
using static Pdp.Identity.Tests.Kit.Forge;

namespace Pdp.Identity.Tests.Tokens;

/// <summary>A verified token is kept, and never longer than it holds.</summary>
public sealed class TokenCacheTests
{
    [Fact]
    public async Task A_token_is_found_again_and_no_other_token_for_it()
    {
        await using var bench = await Bench.StartAsync();
        var token = Good();
        Assert.False(bench.Verifier.TryFind(Bytes(token), default, out _));

        var verified = await bench.Verify(token);

        Assert.True(bench.Verifier.TryFind(Bytes(token), default, out var found));
        Assert.Same(verified.Token, found.Token);
        Assert.False(bench.Verifier.TryFind(Bytes(token[..^1]), default, out _));
    }

    [Fact]
    public async Task A_token_that_is_kept_still_expires()
    {
        await using var bench = await Bench.StartAsync();
        var token = Good(("exp", $"{Seconds(20)}"));
        await bench.Verify(token);

        bench.Time.Advance(TimeSpan.FromSeconds(49));
        Assert.True(bench.Verifier.TryFind(Bytes(token), default, out _));

        bench.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(bench.Verifier.TryFind(Bytes(token), default, out _));
        Assert.Equal(TokenProblem.Expired, await bench.Problem(token));
    }

    [Fact]
    public async Task A_token_that_was_refused_is_not_kept()
    {
        await using var bench = await Bench.StartAsync();
        var token = Good(("aud", "\"other\""));
        await bench.Verify(token);

        Assert.False(bench.Verifier.TryFind(Bytes(token), default, out _));
    }

    [Fact]
    public async Task A_token_that_is_kept_is_refused_once_it_is_revoked()
    {
        var revocations = new Revoked();
        await using var bench = await Bench.StartAsync(revocations: revocations);
        Assert.Equal(TokenProblem.None, await bench.Problem(Good()));

        revocations.TokenId = "t-1";

        Assert.Equal(TokenProblem.Revoked, await bench.Problem(Good()));
    }

    [Fact]
    public async Task The_cache_is_bounded_and_what_it_forgot_is_verified_again()
    {
        await using var bench = await Bench.StartAsync([Bench.Access()], _ => new FakeDocuments(Bench.GoodSet), cached: 10);
        var tokens = Enumerable.Range(0, 40).Select(i => Good(("jti", $"\"t{i}\""))).ToArray();
        foreach (var token in tokens) Assert.Equal(TokenProblem.None, await bench.Problem(token));

        Assert.InRange(tokens.Count(token => bench.Verifier.TryFind(Bytes(token), default, out _)), 1, 10);
        Assert.Equal(TokenProblem.None, await bench.Problem(tokens[0]));
    }

    [Fact]
    public async Task What_came_with_a_token_is_looked_at_for_each_use()
    {
        await using var bench = await Bench.StartAsync();
        var thumbprint = new string('A', 43);
        var token = Good(("cnf", $$"""{"x5t#S256":"{{thumbprint}}"}"""));

        Assert.Equal(TokenProblem.None, await bench.Problem(token, new TokenEvidence(thumbprint, null)));
        Assert.Equal(TokenProblem.BindingMissing, await bench.Problem(token));
        Assert.Equal(TokenProblem.BindingWrong, await bench.Problem(token, new TokenEvidence(new string('B', 43), null)));
    }

    private sealed class Revoked : IRevocations
    {
        public string? TokenId { get; set; }

        public bool IsRevoked(VerifiedToken token) => token.TokenId == TokenId;
    }
}
