using Pdp.Identity.Tests.Kit;
using Pdp.Identity.Tokens;
using Xunit;
using static Pdp.Identity.Tests.Kit.Forge;

namespace Pdp.Identity.Tests.Tokens;

/// <summary>JWT-SVIDs have rules of their own.</summary>
public sealed class JwtSvidTests
{
    private const string Id = "spiffe://example.org/ns/shop/sa/cart";

    private static string Svid(string header = """{"alg":"ES256","kid":"curve","typ":"JWT"}""", string sub = Id, params (string, string?)[] changes) =>
        Token(header, Claims([("iss", null), ("client_id", null), ("jti", null), ("scope", null), ("sub", Quoted(sub)), .. changes]), Es256);

    private static Task<Bench> StartAsync() => Bench.StartAsync([Bench.Svid(), Bench.Access()], issuer => new FakeDocuments(
        issuer.Name == "example.org"
            ? Set(Jwk(Curve, "curve", ",\"use\":\"jwt-svid\""), Jwk(Rsa, "other", ",\"use\":\"sig\""), """{"kty":"OKP","use":"jwt-svid","kid":"x"}""")
            : Set(Jwk(Rsa, "rsa"))));

    [Theory]
    [InlineData("""{"alg":"ES256","kid":"curve","typ":"JWT"}""")]
    [InlineData("""{"alg":"ES256","kid":"curve","typ":"JOSE"}""")]
    [InlineData("""{"alg":"ES256","kid":"curve"}""")]
    public async Task Takes_one(string header)
    {
        await using var bench = await StartAsync();

        var token = (await bench.Verify(Svid(header))).Token!;

        Assert.Equal(("example.org", Id, "workload"), (token.Issuer, token.SubjectId, token.SubjectType));
    }

    [Theory]
    [InlineData("an access token's type", """{"alg":"ES256","kid":"curve","typ":"at+jwt"}""", Id, TokenProblem.TypeRefused)]
    [InlineData("a WIT-SVID", """{"alg":"ES256","kid":"curve","typ":"wit+jwt"}""", Id, TokenProblem.TypeRefused)]
    [InlineData("a member more in the header", """{"alg":"ES256","kid":"curve","x5t":"a"}""", Id, TokenProblem.HeaderRefused)]
    [InlineData("a key that is not for SVIDs", """{"alg":"RS256","kid":"other"}""", Id, TokenProblem.KeyUnknown)]
    [InlineData("an id without path", """{"alg":"ES256","kid":"curve"}""", "spiffe://example.org", TokenProblem.ClaimsRefused)]
    [InlineData("a trust domain that nobody configured", """{"alg":"ES256","kid":"curve"}""", "spiffe://other.org/a", TokenProblem.IssuerUnknown)]
    [InlineData("upper case", """{"alg":"ES256","kid":"curve"}""", "SPIFFE://example.org/a", TokenProblem.IssuerUnknown)]
    [InlineData("no SPIFFE id", """{"alg":"ES256","kid":"curve"}""", "alice", TokenProblem.IssuerUnknown)]
    public async Task Refuses(string name, string header, string sub, TokenProblem problem)
    {
        await using var bench = await StartAsync();

        Assert.True(problem == await bench.Problem(Svid(header, sub)), name);
    }

    [Theory]
    [InlineData("aud")]
    [InlineData("exp")]
    public async Task Refuses_one_without(string claim)
    {
        await using var bench = await StartAsync();

        Assert.Equal(TokenProblem.ClaimsRefused, await bench.Problem(Svid(changes: (claim, null))));
    }

    [Fact]
    public async Task Refuses_one_that_says_it_is_of_another_issuer()
    {
        await using var bench = await StartAsync();

        Assert.Equal(TokenProblem.TypeRefused, await bench.Problem(Svid(changes: ("iss", Quoted(Issuer)))));
    }

    [Fact]
    public async Task An_empty_bundle_takes_every_one_back()
    {
        var documents = new FakeDocuments(Set(Jwk(Curve, "curve", ",\"use\":\"jwt-svid\"")));
        await using var bench = await Bench.StartAsync(documents, Bench.Svid());
        Assert.Equal(TokenProblem.None, await bench.Problem(Svid()));

        documents.Document = Set();
        await bench.Verifier.RefreshAsync();

        Assert.Equal(TokenProblem.KeyUnknown, await bench.Problem(Svid()));
    }
}
