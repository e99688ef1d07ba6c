using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Pdp.Identity.Binding;
using Pdp.Identity.Keys;
using Pdp.Identity.Settings;
using Pdp.Identity.Tests.Kit;
using Pdp.Identity.Tokens;
using Xunit;
using static Pdp.Identity.Tests.Kit.Forge;

namespace Pdp.Identity.Tests.Binding;

/// <summary>A token that is bound is of use to whoever holds its key or certificate, and to nobody else.</summary>
public sealed class DpopTests
{
    private static readonly Uri _address = new("https://pdp.example.com/pdp.v1.DecisionService/Check?x=1");
    private static readonly Dictionary<string, Func<string>> _refused = new(StringComparer.Ordinal)
    {
        ["another method"] = () => Proof(claims: Proven(htm: "GET")),
        ["method in lower case"] = () => Proof(claims: Proven(htm: "post")),
        ["another address"] = () => Proof(claims: Proven(htu: "https://pdp.example.com/other")),
        ["another host"] = () => Proof(claims: Proven(htu: "https://evil.example/pdp.v1.DecisionService/Check")),
        ["made 61 s ago"] = () => Proof(claims: Proven(iat: Seconds(-61))),
        ["made 61 s ahead"] = () => Proof(claims: Proven(iat: Seconds(61))),
        ["another token's hash"] = () => Proof(claims: Proven(ath: "other")),
        ["no jti"] = () => Proof(claims: Proven(jti: "")),
        ["typ JWT"] = () => Proof(Head().Replace("dpop+jwt", "JWT", StringComparison.Ordinal)),
        ["alg none"] = () => Proof(Head().Replace("ES256", "none", StringComparison.Ordinal)),
        ["alg HS256"] = () => Proof(Head().Replace("ES256", "HS256", StringComparison.Ordinal)),
        ["alg of another kind of key"] = () => Proof(Head().Replace("ES256", "RS256", StringComparison.Ordinal)),
        ["a private key"] = () => Proof($$"""{"alg":"ES256","typ":"dpop+jwt","jwk":{{Jwk(Curve, "k", ",\"d\":\"AAAA\"")}}}"""),
        ["no key"] = () => Proof("""{"alg":"ES256","typ":"dpop+jwt"}"""),
        ["crit"] = () => Proof(Head()[..^1] + ",\"crit\":[\"exp\"]}"),
        ["signed by another key"] = () => Token(Head(), Proven(), static _ => new byte[64]),
        ["an access token"] = () => Good(),
        ["no token"] = () => "",
    };

    public static TheoryData<string> Refused => [.. _refused.Keys];

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Refuses_a_proof_with(string name) => Assert.Null(await Verify(NewVerifier(), _refused[name]()));

    [Fact]
    public async Task A_proof_is_good_once()
    {
        var time = new FakeTimeProvider(Now);
        var verifier = new DpopVerifier(time, TimeSpan.FromMinutes(1));
        var proof = Proof(claims: Proven(iat: Seconds(60)));

        Assert.NotNull(await Verify(verifier, proof));
        Assert.Null(await Verify(verifier, proof));
        time.Advance(TimeSpan.FromSeconds(119));
        Assert.Null(await Verify(verifier, proof));
        Assert.NotNull(await Verify(verifier, Proof(claims: Proven(jti: "p-2", iat: Seconds(60)))));
    }

    [Fact]
    public async Task When_too_many_proofs_were_seen_further_ones_are_refused()
    {
        var verifier = new DpopVerifier(new FakeTimeProvider(Now), TimeSpan.FromMinutes(1), mostSeen: 1);

        Assert.NotNull(await Verify(verifier, Proof(claims: Proven(jti: "a"))));
        Assert.Null(await Verify(verifier, Proof(claims: Proven(jti: "b"))));
    }

    [Fact]
    public async Task A_token_bound_to_a_key_is_taken_with_the_proof_of_that_key_only()
    {
        await using var bench = await Bench.StartAsync();
        var key = KeySetReader.Read(Bytes(Set(Jwk(Curve, "k"))), KeyPurpose.Signatures, null, out _)!.Find("k")!;
        var token = Good(("cnf", $$"""{"jkt":"{{key.Thumbprint}}"}"""));
        var proven = await NewVerifier().VerifyAsync(Bytes(Proof(claims: Proven(ath: Hash(token)))), "POST", _address, Bytes(token));

        Assert.Equal(TokenProblem.None, await bench.Problem(token, new TokenEvidence(null, proven)));
        Assert.Equal(TokenProblem.BindingWrong, await bench.Problem(token, new TokenEvidence(null, new string('A', 43))));
        Assert.Equal(TokenProblem.BindingMissing, await bench.Problem(token, new TokenEvidence(proven, null)));
    }

    [Fact]
    public async Task A_token_bound_to_a_certificate_is_taken_with_that_certificate_only()
    {
        await using var bench = await Bench.StartAsync();
        using var mine = Certificate();
        using var other = Certificate();
        var token = Good(("cnf", $$"""{"x5t#S256":"{{CertificateBinding.Thumbprint(mine)}}"}"""));

        Assert.Equal(TokenProblem.None, await bench.Problem(token, new TokenEvidence(CertificateBinding.Thumbprint(mine), null)));
        Assert.Equal(TokenProblem.BindingWrong, await bench.Problem(token, new TokenEvidence(CertificateBinding.Thumbprint(other), null)));
    }

    [Fact]
    public async Task An_issuer_may_require_binding_or_leave_the_proof_to_the_caller()
    {
        await using var required = await Bench.StartAsync(issuer: Bench.Access() with { Binding = BindingRule.Required });
        await using var caller = await Bench.StartAsync(issuer: Bench.Access() with { Binding = BindingRule.Caller });

        Assert.Equal(TokenProblem.BindingMissing, await required.Problem(Good()));
        Assert.Equal(TokenProblem.None, await caller.Problem(Good(("cnf", $$"""{"jkt":"{{new string('A', 43)}}"}"""))));
    }

    private static DpopVerifier NewVerifier() => new(new FakeTimeProvider(Now), TimeSpan.FromMinutes(1));

    private static ValueTask<string?> Verify(DpopVerifier verifier, string proof) =>
        verifier.VerifyAsync(Bytes(proof), "POST", _address, Bytes("the-token"));

    private static string Head() => $$"""{"alg":"ES256","typ":"dpop+jwt","jwk":{{Jwk(Curve, "k")}}}""";

    private static string Hash(string token) => Base64Url.EncodeToString(SHA256.HashData(Bytes(token)));

    private static string Proven(
        string htm = "POST", string htu = "https://pdp.example.com/pdp.v1.DecisionService/Check", long? iat = null, string? ath = null, string jti = "p-1") =>
        $$"""{"htm":"{{htm}}","htu":"{{htu}}","iat":{{iat ?? Seconds()}},"ath":"{{ath ?? Hash("the-token")}}","jti":"{{jti}}"}""";

    private static string Proof(string? header = null, string? claims = null) => Token(header ?? Head(), claims ?? Proven(), Es256);

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=client", key, HashAlgorithmName.SHA256).CreateSelfSigned(Now, Now.AddDays(1));
    }
}
