using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Pdp.Identity.Revocations;
using Pdp.Identity.SecurityEvents;
using Pdp.Identity.Tests.Kit;
using Pdp.Identity.Tokens;
using Xunit;

namespace Pdp.Identity.Tests.SecurityEvents;

public sealed class SecurityEventTests
{
    private const string Type = "secevent+jwt";
    private const string Revoked = "https://schemas.openid.net/secevent/caep/event-type/session-revoked";
    private const string Disabled = "https://schemas.openid.net/secevent/risc/event-type/account-disabled";

    private static readonly string Document = $$"""
        { "transmitters": [ { "issuer": "{{Forge.Issuer}}", "audiences": [ "pdp" ], "keys": { "file": "keys.json" }, "tokensOf": "https://tokens", "hold": "2h" } ] }
        """;

    public static TheoryData<string, string, TokenProblem> Table => new()
    {
        { "good", Forge.Token(Forge.Header(typ: Type), Event()), TokenProblem.None },
        { "good, as a media type", Forge.Token(Forge.Header(typ: "application/" + Type), Event()), TokenProblem.None },
        { "several audiences", Forge.Token(Forge.Header(typ: Type), Event(("aud", """["others","pdp"]"""))), TokenProblem.None },
        { "an access token", Forge.Good(), TokenProblem.TypeRefused },
        { "an access token with events", Forge.Token(Forge.Header(), Event()), TokenProblem.TypeRefused },
        { "no type", Forge.Token("""{"alg":"RS256","kid":"rsa"}""", Event()), TokenProblem.TypeRefused },
        { "not signed", Forge.Token(Forge.Header("none", typ: Type), Event(), static _ => []), TokenProblem.Malformed },
        { "alg none with a signature", Forge.Token(Forge.Header("none", typ: Type), Event()), TokenProblem.AlgorithmRefused },
        { "a symmetric algorithm", Forge.Token(Forge.Header("HS256", typ: Type), Event(), Forge.Hs256(Forge.Rsa.ExportSubjectPublicKeyInfo())), TokenProblem.AlgorithmRefused },
        { "crit", Forge.Token("""{"alg":"RS256","kid":"rsa","typ":"secevent+jwt","crit":["x"]}""", Event()), TokenProblem.HeaderRefused },
        { "its own key", Forge.Token("""{"alg":"RS256","kid":"rsa","typ":"secevent+jwt","jwk":{}}""", Event()), TokenProblem.HeaderRefused },
        { "another key", Forge.Token(Forge.Header(typ: Type), Event(), static input => Forge.OtherRsa.SignData(input, System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1)), TokenProblem.SignatureWrong },
        { "an unknown key", Forge.Token(Forge.Header(kid: "other", typ: Type), Event()), TokenProblem.KeyUnknown },
        { "another transmitter", Forge.Token(Forge.Header(typ: Type), Event(("iss", "\"https://evil\""))), TokenProblem.IssuerUnknown },
        { "another audience", Forge.Token(Forge.Header(typ: Type), Event(("aud", "\"pdp/\""))), TokenProblem.AudienceWrong },
        { "no audience", Forge.Token(Forge.Header(typ: Type), Event(("aud", null))), TokenProblem.ClaimsRefused },
        { "no id", Forge.Token(Forge.Header(typ: Type), Event(("jti", null))), TokenProblem.ClaimsRefused },
        { "no time", Forge.Token(Forge.Header(typ: Type), Event(("iat", null))), TokenProblem.ClaimsRefused },
        { "of the future", Forge.Token(Forge.Header(typ: Type), Event(("iat", $"{Forge.Seconds(31)}"))), TokenProblem.NotYetValid },
        { "expired", Forge.Token(Forge.Header(typ: Type), Event(("exp", $"{Forge.Seconds(-31)}"))), TokenProblem.Expired },
        { "no events", Forge.Token(Forge.Header(typ: Type), Event(("events", null))), TokenProblem.ClaimsRefused },
        { "events that are none", Forge.Token(Forge.Header(typ: Type), Event(("events", "{}"))), TokenProblem.ClaimsRefused },
        { "events that are a list", Forge.Token(Forge.Header(typ: Type), Event(("events", "[]"))), TokenProblem.ClaimsRefused },
        { "an event that is a text", Forge.Token(Forge.Header(typ: Type), Event(("events", "{\"a\":\"b\"}"))), TokenProblem.ClaimsRefused },
    };

    public static TheoryData<string, string, string, string> Meanings => new()
    {
        { Revoked, """{"format":"opaque","id":"alice"}""", """{"event_timestamp":1772366390}""", "Subject user alice before 1772366391 until 7190" },
        { Revoked, """{"format":"iss_sub","iss":"https://login.example.com","sub":"alice"}""", "{}", "Subject user alice before 1772366391 until 7190" },
        { Revoked, """{"format":"email","email":"a@b.c"}""", "{}", "Subject user a@b.c before 1772366391 until 7190" },
        { Revoked, """{"format":"complex","session":{"format":"opaque","id":"s-1"},"user":{"format":"opaque","id":"alice"}}""", "{}", "Session s-1 https://tokens until 7190" },
        { Revoked, """{"format":"complex","user":{"format":"opaque","id":"alice"}}""", "{}", "Subject user alice before 1772366391 until 7190" },
        { Revoked, """{"format":"aliases","identifiers":[{"format":"opaque","id":"a"},{"format":"email","email":"a@b.c"}]}""", "{}", "Subject user a before 1772366391 until 7190; Subject user a@b.c before 1772366391 until 7190" },
        { Revoked, """{"format":"jwt_id","iss":"https://tokens","jti":"t-1"}""", "{}", "Token t-1 https://tokens until 7190" },
        { Revoked, """{"format":"uri","uri":"spiffe://example.org/a"}""", "{}", "Subject workload spiffe://example.org/a before 1772366391 until 7190" },
        { Disabled, """{"format":"opaque","id":"alice"}""", "{}", "Subject user alice" },
        { Disabled, """{"format":"uri","uri":"spiffe://example.org/a"}""", "{}", "SpiffeId spiffe://example.org/a" },
        { "https://schemas.openid.net/secevent/risc/event-type/credential-compromise", """{"format":"opaque","id":"alice"}""", "{}", "Subject user alice before 1772366391 until 7190" },
        { "https://schemas.openid.net/secevent/ssf/event-type/verification", """{"format":"opaque","id":"stream"}""", """{"state":"x"}""", "nothing" },
        { "https://schemas.openid.net/secevent/risc/event-type/account-enabled", """{"format":"opaque","id":"alice"}""", "{}", "nothing" },
        { "https://example.com/unknown", """{"format":"opaque","id":"alice"}""", "{}", "nothing" },
        { Disabled, """{"format":"complex","session":{"format":"opaque","id":"s-1"},"user":{"format":"opaque","id":"alice"}}""", "{}", "Subject user alice" },
        { Disabled, """{"format":"complex","session":{"format":"opaque","id":"s-1"}}""", "{}", "Session s-1 https://tokens" },
        { Revoked, """{"format":"iss_sub","iss":"https://others","sub":"alice"}""", "{}", "fault" },
        { Revoked, """{"format":"iss_sub","sub":"alice"}""", "{}", "fault" },
        { Revoked, """{"format":"jwt_id","iss":"https://others","jti":"t-1"}""", "{}", "fault" },
        { Revoked, """{"format":"other","id":"alice"}""", "{}", "fault" },
        { Revoked, """{"id":"alice"}""", "{}", "fault" },
        { Revoked, """{"format":"opaque","id":1}""", "{}", "fault" },
        { Revoked, """{"format":"complex","device":{"format":"opaque","id":"d"}}""", "{}", "fault" },
        { Revoked, """{"format":"complex","session":{"format":"other"},"user":{"format":"opaque","id":"alice"}}""", "{}", "fault" },
        { Revoked, """{"format":"aliases","identifiers":[]}""", "{}", "fault" },
        { Revoked, """{"format":"opaque","id":"alice"}""", """{"event_timestamp":"now"}""", "fault" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task An_event_is_taken_or_refused(string what, string token, TokenProblem expected)
    {
        Assert.NotEmpty(what);
        Assert.Equal(expected, (await Verify(token)).Problem);
    }

    // each is a token of the same issuer, signed with the same key
    [Fact]
    public async Task An_event_is_no_access_token()
    {
        await using var bench = await Bench.StartAsync();
        var claims = Event(("sub", "\"alice\""), ("exp", $"{Forge.Seconds(300)}"), ("client_id", "\"shop\""));
        Assert.Equal(TokenProblem.TypeRefused, await bench.Problem(Forge.Token(Forge.Header(typ: Type), claims)));
    }

    [Theory]
    [MemberData(nameof(Meanings))]
    public async Task What_an_event_means(string type, string subject, string content, string expected)
    {
        var (told, problem) = await Verify(Forge.Token(Forge.Header(typ: Type), Event(("sub_id", subject), ("events", new JsonObject { [type] = JsonNode.Parse(content) }.ToJsonString()))));
        Assert.Equal(TokenProblem.None, problem);
        var meaning = EventMeaning.Of(told!);
        Assert.Equal(expected, meaning.Fault is not null ? "fault" : meaning.Revocations.IsEmpty ? "nothing" : string.Join("; ", meaning.Revocations.Select(Told)));
        Assert.Equal(expected == "nothing", !meaning.Other.IsEmpty);
    }

    [Fact]
    public async Task An_event_that_revokes_nobody_in_particular_is_a_fault()
    {
        var (told, _) = await Verify(Forge.Token(Forge.Header(typ: Type), Event(("sub_id", null))));
        Assert.NotNull(EventMeaning.Of(told!).Fault);
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData("{}", "")]
    [InlineData("""{ "transmitters": [] }""", "/transmitters")]
    [InlineData("""{ "transmitters": [ { "audiences": [ "pdp" ], "keys": { "file": "k" } } ] }""", "/transmitters/0")]
    [InlineData("""{ "transmitters": [ { "issuer": "a", "keys": { "file": "k" } } ] }""", "/transmitters/0")]
    [InlineData("""{ "transmitters": [ { "issuer": "a", "audiences": [ "pdp" ], "keys": { "jwks": "http://a" } } ] }""", "/transmitters/0/keys/jwks")]
    [InlineData("""{ "transmitters": [ { "issuer": "a", "audiences": [ "pdp" ], "keys": { "file": "k" }, "hold": "1s", "typos": 1 } ] }""", "/transmitters/0/hold /transmitters/0/typos")]
    [InlineData("""{ "transmitters": [ { "issuer": "a", "audiences": [ "pdp" ], "algorithms": [ "none" ], "keys": { "file": "k" } } ] }""", "/transmitters/0/algorithms/0")]
    [InlineData("""{ "transmitters": [ { "issuer": "a", "audiences": [ "p" ], "keys": { "file": "k" } }, { "issuer": "a", "audiences": [ "p" ], "keys": { "file": "k" } } ] }""", "/transmitters/1")]
    public void With_anything_wrong_in_the_document_nobody_may_send(string text, string pointers)
    {
        Assert.Null(SecurityEventDocument.Read(Forge.Bytes(text), "/", out var problems));
        Assert.Equal(pointers.Split(' '), problems.Select(static problem => problem.Pointer));
    }

    private static string Event(params (string Name, string? Json)[] changes)
    {
        (string, string?)[] own =
        [
            ("sub", null), ("client_id", null), ("exp", null), ("scope", null), ("sub_id", """{"format":"opaque","id":"alice"}"""), ("events", $$"""{"{{Revoked}}":{} }"""),
        ];
        return Forge.Claims([.. own, .. changes]);
    }

    private static string Told(Revocation one) =>
        $"{one.Kind} {one.SubjectType}{(one.SubjectType is null ? "" : " ")}{one.Value}{(one.Issuer is null ? "" : $" {one.Issuer}")}"
        + (one.TokensBefore is { } before ? $" before {before.ToUnixTimeSeconds()}" : "") + (one.Until is { } until ? $" until {(until - Forge.Now).TotalSeconds}" : "");

    private static async Task<(SecurityEvent? Event, TokenProblem Problem)> Verify(string token)
    {
        var settings = SecurityEventDocument.Read(Forge.Bytes(Document), "/", out var problems);
        Assert.Empty(problems);
        await using var verifier = new SecurityEventVerifier(settings!, new FakeTimeProvider(Forge.Now), static _ => new FakeDocuments(Bench.GoodSet));
        await verifier.StartAsync();
        return await verifier.VerifyAsync(Forge.Bytes(token), TestContext.Current.CancellationToken);
    }
}
