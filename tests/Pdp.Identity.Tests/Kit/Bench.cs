using Microsoft.Extensions.Time.Testing;
using Pdp.Identity.Settings;
using Pdp.Identity.Tokens;

namespace Pdp.Identity.Tests.Kit;

/// <summary>A verifier with the forge's keys, and a clock that stands still.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private Bench(IdentitySettings settings, Func<IssuerSettings, FakeDocuments> documents, IRevocations? revocations)
    {
        Verifier = new TokenVerifier(settings, Time, place => documents(place.Settings), revocations, (issuer, reason) => Told.Enqueue((issuer, reason)));
    }

    public FakeTimeProvider Time { get; } = new(Forge.Now);

    public TokenVerifier Verifier { get; }

    public System.Collections.Concurrent.ConcurrentQueue<(string Issuer, string Reason)> Told { get; } = new();

    public static IssuerSettings Access(string name = Forge.Issuer) => Read($$$"""{"issuer":"{{{name}}}","audiences":["pdp"],"keys":{"file":"keys.json"}}""");

    public static IssuerSettings Svid(string trustDomain = "example.org") =>
        Read($$$"""{"trustDomain":"{{{trustDomain}}}","audiences":["pdp"],"keys":{"file":"bundle.json"}}""");

    public static string GoodSet => Forge.Set(Forge.Jwk(Forge.Rsa, "rsa"), Forge.Jwk(Forge.Rsa, "pss", ",\"alg\":\"PS256\""), Forge.Jwk(Forge.Curve, "curve"));

    public static Task<Bench> StartAsync(FakeDocuments? documents = null, IssuerSettings? issuer = null, IRevocations? revocations = null) =>
        StartAsync([issuer ?? Access()], _ => documents ?? new FakeDocuments(GoodSet), revocations);

    public static async Task<Bench> StartAsync(
        IReadOnlyList<IssuerSettings> issuers, Func<IssuerSettings, FakeDocuments> documents, IRevocations? revocations = null, int cached = 100)
    {
        var bench = new Bench(new IdentitySettings { Issuers = issuers, CachedTokens = cached }, documents, revocations);
        await bench.Verifier.StartAsync();
        return bench;
    }

    public async Task<TokenProblem> Problem(string token, TokenEvidence evidence = default) => (await Verify(token, evidence)).Problem;

    public ValueTask<TokenResult> Verify(string token, TokenEvidence evidence = default) => Verifier.VerifyAsync(Forge.Bytes(token), evidence);

    public ValueTask DisposeAsync() => Verifier.DisposeAsync();

    private static IssuerSettings Read(string issuer) =>
        IdentityDocument.Read(Forge.Bytes($$"""{"issuers":[{{issuer}}]}"""), "/", out _)!.Issuers[0];
}
