using Pdp.Identity.Settings;
using Xunit;
using static Pdp.Identity.Tests.Kit.Forge;

namespace Pdp.Identity.Tests.Settings;

/// <summary>Whoever writes the document is told everything that is wrong with it, and nothing is half taken.</summary>
public sealed class IdentityDocumentTests
{
    [Fact]
    public void Reads_every_kind_of_issuer()
    {
        var settings = Read("""
            {
              "issuers": [
                { "issuer": "https://login.example.com", "audiences": ["pdp"], "keys": { "discovery": "issuer" } },
                { "issuer": "urn:corp", "audiences": ["pdp", "pdp-admin"], "algorithms": ["ES256"], "types": ["JWT"], "clockSkew": "5s", "maxAge": "1h",
                  "requiredClaims": ["sub"], "subject": { "type": "person", "id": "email" }, "refresh": "1m", "lookAgain": "2s", "maxStale": "1h",
                  "timeout": "1s", "binding": "required", "rsaAlgorithm": "PS256",
                  "keys": { "jwks": "https://keys.example.com/a.json", "hosts": ["b.example.com"] } },
                { "trustDomain": "example.org", "audiences": ["spiffe://example.org/pdp"], "keys": { "file": "bundle.json" } }
              ],
              "cachedTokens": 50
            }
            """, out _)!;

        Assert.Equal(50, settings.CachedTokens);
        Assert.Equal("https://login.example.com/.well-known/openid-configuration", settings.Issuers[0].Keys.Discovery!.ToString());
        Assert.Equal(["RS256", "PS256", "ES256", "ES384"], settings.Issuers[0].Algorithms);
        Assert.Equal((BindingRule.Required, "email", TimeSpan.FromSeconds(5)), (settings.Issuers[1].Binding, settings.Issuers[1].SubjectClaim, settings.Issuers[1].Skew));
        Assert.Equal(["jwt"], settings.Issuers[1].Types);
        Assert.Equal((TokenProfile.JwtSvid, "/etc/pdp/bundle.json"), (settings.Issuers[2].Profile, settings.Issuers[2].Keys.File));
    }

    [Theory]
    [InlineData("""{"issuers":[{"keys":{"file":"k"},  "audiences" : ["pdp", "x"],"issuer":"https:\/\/a"}]}""", true)]
    [InlineData("""{"issuers":[{"issuer":"https://a","audiences":["pdp","y"],"keys":{"file":"k"}}]}""", false)]
    [InlineData("""{"issuers":[{"issuer":"https://a","audiences":["pdp","x"],"keys":{"file":"l"}}]}""", false)]
    public void Knows_terms_that_are_the_same_however_they_are_written(string json, bool isSame)
    {
        var before = Read("""{"issuers":[{"issuer":"https://a","audiences":["pdp","x"],"keys":{"file":"k"}}]}""", out _)!;
        Assert.Equal(isSame, Read(json, out _)!.Issuers[0].Source == before.Issuers[0].Source);
    }

    [Theory]
    [InlineData("""{"issuers":[{"issuer":"b","wrong":1}]}""", "b")]
    [InlineData("""{"issuers":[{"issuer":"a"},{"trustDomain":"example.org","keys":7}],"wrong":1}""", "a example.org")]
    [InlineData("""{"issuers":[{"issuer":"example.org"}]}""", "")]
    [InlineData("""{"issuers":[]}""", null)]
    [InlineData("""{"issuers":[{"issuer":""}]}""", null)]
    [InlineData("""{"issuers":[{"isuer":"a"}]}""", null)]
    [InlineData("""{"issuers":[7]}""", null)]
    [InlineData("""{"issuers":[{"issuer":"a"}]""", null)]
    [InlineData("""{"isuers":[]}""", null)]
    [InlineData("[]", null)]
    public void Says_whom_a_document_names_still_whatever_else_is_wrong_with_it(string json, string? left)
    {
        var before = Read("""
            { "issuers": [ { "issuer": "a", "audiences": ["pdp"], "keys": { "file": "k" } }, { "issuer": "b", "audiences": ["pdp"], "keys": { "file": "k" } },
              { "trustDomain": "example.org", "audiences": ["pdp"], "keys": { "file": "k" } } ] }
            """, out _)!;
        var found = IdentityDocument.Left(Bytes(json), before);
        Assert.Equal(left, found is null ? null : string.Join(' ', found.Issuers.Select(static one => one.Name)));
    }

    [Fact]
    public void Tells_everything_at_once()
    {
        Assert.Null(Read("""
            {
              "isuers": [],
              "issuers": [
                { "issuer": "https://a", "audience": ["pdp"], "algorithms": ["RS265", "none"], "keys": { "jwks": "http://a/keys" } },
                { "trustDomain": "Example.org", "audiences": [], "keys": { "discovery": "issuer", "file": "b" }, "clockSkew": "1h" },
                { "audiences": ["pdp"], "binding": "requird", "keys": 1 }
              ]
            }
            """, out var problems));

        Assert.Equal(
        [
            "/issuers/0: expected the member `audiences`",
            "/issuers/0/algorithms/0: expected one of `RS256`, `RS384`, `RS512`, `PS256`, `PS384`, `PS512`, `ES256`, `ES384`, `ES512`, got `RS265` (did you mean `RS256`?)",
            "/issuers/0/algorithms/1: expected one of `RS256`, `RS384`, `RS512`, `PS256`, `PS384`, `PS512`, `ES256`, `ES384`, `ES512`, got `none`",
            "/issuers/0/keys/jwks: expected an https URL, got `http://a/keys` (`allowLoopbackHttp` allows http of this machine, for trials)",
            "/issuers/0/audience: unknown member `audience` (did you mean `audiences`?)",
            "/issuers/1/trustDomain: expected a trust domain such as `example.org`, got `Example.org`",
            "/issuers/1/audiences: expected a list of at least one text",
            "/issuers/1/keys: expected one of `jwks`, `file` and `workloadApi`",
            "/issuers/1/keys/discovery: a trust domain has no discovery document: expected `jwks`, `file` or `workloadApi`",
            "/issuers/1/clockSkew: expected a duration such as `30s`, from `0s` to `120s`",
            "/issuers/2: expected either `issuer` or `trustDomain`",
            "/issuers/2/keys: expected an object",
            "/issuers/2/binding: expected one of `enforced`, `required`, `caller`, got `requird` (did you mean `required`?)",
            "/isuers: unknown member `isuers` (did you mean `issuers`?)",
        ], problems.Select(static problem => problem.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"issuers\":[]}")]
    [InlineData("{\"issuers\":[{}],\"issuers\":[]}")]
    [InlineData("{\"issuers\":[{\"issuer\":\"a\",\"audiences\":[\"p\"],\"keys\":{\"file\":\"f\"}},{\"issuer\":\"a\",\"audiences\":[\"q\"],\"keys\":{\"file\":\"f\"}}]}")]
    [InlineData("{\"issuers\":[{\"issuer\":\"a\",\"audiences\":[\"p\"],\"keys\":{\"jwks\":\"https://u:p@a/k\"}}]}")]
    [InlineData("{\"issuers\":[{\"issuer\":\"a\",\"audiences\":[\"p\"],\"keys\":{\"jwks\":\"http://10.0.0.1/k\"}}],\"allowLoopbackHttp\":true}")]
    [InlineData("{\"issuers\":[{\"issuer\":\"a\",\"audiences\":[\"p\"],\"keys\":{\"file\":\"f\"},\"maxStale\":\"1s\"}]}")]
    public void Refuses(string json)
    {
        Assert.Null(Read(json, out var problems));
        Assert.NotEmpty(problems);
    }

    private static IdentitySettings? Read(string json, out IReadOnlyList<IdentityProblem> problems) => IdentityDocument.Read(Bytes(json), "/etc/pdp", out problems);
}
