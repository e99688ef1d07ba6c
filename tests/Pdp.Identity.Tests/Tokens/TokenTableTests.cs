using Pdp.Identity.Tests.Kit;
using Pdp.Identity.Tokens;
using Xunit;
using static Pdp.Identity.Tests.Kit.Forge;

namespace Pdp.Identity.Tests.Tokens;

/// <summary>What is refused, and for what reason; what is taken.</summary>
public sealed class TokenTableTests
{
    public static TheoryData<string> Refused => [.. RefusedTokens.All.Keys];

    public static TheoryData<string> Taken => [.. _taken.Keys];

    private static readonly Dictionary<string, Func<string>> _taken = new(StringComparer.Ordinal)
    {
        ["RS256"] = () => Good(),
        ["PS256"] = () => Token(Header("PS256", "pss"), Claims(), Ps256),
        ["ES256"] = () => Token(Header("ES256", "curve"), Claims(), Es256),
        ["typ in upper case"] = () => Token(Header(typ: "AT+JWT"), Claims()),
        ["typ application/at+jwt"] = () => Token(Header(typ: "application/at+jwt"), Claims()),
        ["several audiences"] = () => Good(("aud", "[\"other\",\"pdp\"]")),
        ["expired 29 s ago"] = () => Good(("exp", $"{Seconds(-29)}")),
        ["nbf 30 s ahead"] = () => Good(("nbf", $"{Seconds(30)}")),
        ["iat 30 s ahead"] = () => Good(("iat", $"{Seconds(30)}")),
        ["no scope"] = () => Good(("scope", null)),
        ["the last second of the calendar"] = () => Good(("exp", "253402300799")),
        ["times with a fraction"] = () => Good(("exp", $"{Seconds(300)}.5")),
        ["claims in other scripts"] = () => Good(("name", "\"Ægir 日本 \\ud83d\\ude00\"")),
    };

    internal static string Make(string taken) => _taken[taken]();

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Refuses(string name)
    {
        await using var bench = await Bench.StartAsync([Bench.Access(), Bench.Access("https://other.example.com")],
            issuer => new FakeDocuments(issuer.Name == Issuer ? Bench.GoodSet : Set(Jwk(OtherRsa, "theirs"))));

        Assert.Equal(RefusedTokens.All[name].Problem, await bench.Problem(RefusedTokens.All[name].Make()));
    }

    [Theory]
    [MemberData(nameof(Taken))]
    public async Task Takes(string name)
    {
        await using var bench = await Bench.StartAsync();

        var result = await bench.Verify(_taken[name]());

        Assert.Equal(TokenProblem.None, result.Problem);
        Assert.Equal("alice", result.Token!.SubjectId);
    }

    [Fact]
    public async Task A_token_says_whose_it_is()
    {
        await using var bench = await Bench.StartAsync();

        var token = (await bench.Verify(Good(("sid", "\"s-9\"")))).Token!;

        Assert.Equal((Issuer, "alice", "user", "shop", "t-1", "s-9", "rsa"),
            (token.Issuer, token.Subject, token.SubjectType, token.ClientId, token.TokenId, token.SessionId, token.KeyId));
        Assert.Equal(["read", "write"], token.Scopes);
        Assert.Equal(["pdp"], token.Audiences);
        Assert.Equal(Seconds(300), token.Expires.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task A_token_may_be_no_older_than_its_issuer_says()
    {
        await using var bench = await Bench.StartAsync(issuer: Bench.Access() with { MaxAge = TimeSpan.FromMinutes(5) });

        Assert.Equal(TokenProblem.None, await bench.Problem(Good(("iat", $"{Seconds(-330)}"))));
        Assert.Equal(TokenProblem.Expired, await bench.Problem(Good(("iat", $"{Seconds(-331)}"))));
    }

    [Fact]
    public async Task The_subject_is_the_claim_that_the_issuer_names()
    {
        await using var bench = await Bench.StartAsync(issuer: Bench.Access() with { SubjectClaim = "email", SubjectType = "person" });

        var token = (await bench.Verify(Good(("email", "\"a@example.com\"")))).Token!;

        Assert.Equal(("person", "a@example.com"), (token.SubjectType, token.SubjectId));
        Assert.Equal(TokenProblem.ClaimsRefused, await bench.Problem(Good()));
    }

    [Fact]
    public void No_sentence_of_a_refusal_repeats_another()
    {
        var all = Enum.GetValues<TokenProblem>();

        Assert.Equal(all.Length, all.Select(static problem => problem.Code()).Distinct().Count());
        Assert.Equal(all.Length, all.Select(static problem => problem.Text()).Distinct().Count());
    }

    [Fact]
    public void The_page_has_every_code()
    {
        var page = File.ReadAllText(Pdp.TestKit.Peers.Repository.PathOf("docs", "identity.md"));

        Assert.All(Enum.GetValues<TokenProblem>().Where(static problem => problem != TokenProblem.None),
            problem => Assert.Contains($"| `{problem.Code()}` |", page, StringComparison.Ordinal));
    }
}
