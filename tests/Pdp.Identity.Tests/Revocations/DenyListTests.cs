using System.Text;
using System.Text.Json;
using CsCheck;
using Pdp.Identity.Revocations;
using Pdp.Identity.Tokens;
using Xunit;

namespace Pdp.Identity.Tests.Revocations;

public sealed class DenyListTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private static readonly Revocation Alice = new() { Kind = RevokedKind.Subject, SubjectType = "user", Value = "alice" };

    public static TheoryData<string, Revocation, bool> OfTokens => new()
    {
        { "its id", new() { Kind = RevokedKind.Token, Value = "t1" }, true },
        { "its id and issuer", new() { Kind = RevokedKind.Token, Value = "t1", Issuer = "https://a" }, true },
        { "its id with another issuer", new() { Kind = RevokedKind.Token, Value = "t1", Issuer = "https://b" }, false },
        { "another id", new() { Kind = RevokedKind.Token, Value = "t2" }, false },
        { "its session", new() { Kind = RevokedKind.Session, Value = "s1" }, true },
        { "its session with another issuer", new() { Kind = RevokedKind.Session, Value = "s1", Issuer = "https://b" }, false },
        { "its id as a session", new() { Kind = RevokedKind.Session, Value = "t1" }, false },
        { "its subject", Alice, true },
        { "its subject of another type", Alice with { SubjectType = "service" }, false },
        { "its sub where another claim is the id", new() { Kind = RevokedKind.Subject, SubjectType = "user", Value = "u-17" }, true },
        { "issued before", Alice with { TokensBefore = Now.AddSeconds(1) }, true },
        { "issued at that time", Alice with { TokensBefore = Now }, false },
        { "issued after", Alice with { TokensBefore = Now.AddSeconds(-1) }, false },
        { "no longer", Alice with { Until = Now.AddMinutes(1) }, false },
        { "until later", Alice with { Until = Now.AddMinutes(1).AddTicks(1) }, true },
        { "another case", Alice with { Value = "Alice" }, false },
    };

    [Theory]
    [MemberData(nameof(OfTokens))]
    public void A_token_is_refused_for(string what, Revocation revocation, bool isRefused)
    {
        Assert.NotEmpty(what);
        var token = Token("t1", "s1", Now);
        Assert.Equal(isRefused, DenyList.Of([revocation]).OfToken(token, Now.AddMinutes(1)) is not null);
    }

    [Fact]
    public void A_token_that_does_not_say_when_it_was_issued_may_be_older_than_anything() =>
        Assert.NotNull(DenyList.Of([Alice with { TokensBefore = Now.AddYears(-10) }]).OfToken(Token("t1", "s1", issued: null), Now));

    [Fact]
    public void A_token_without_id_and_session_is_found_by_neither()
    {
        var list = DenyList.Of([new() { Kind = RevokedKind.Token, Value = "" }, new() { Kind = RevokedKind.Session, Value = "" }]);
        Assert.Null(list.OfToken(Token(null, null, Now), Now));
    }

    [Fact]
    public void A_workload_is_found_as_subject_token_and_caller()
    {
        var list = DenyList.Of([new() { Kind = RevokedKind.SpiffeId, Value = "spiffe://example.org/a" }]);
        Assert.NotNull(list.OfSubject("workload", "spiffe://example.org/a", Now));
        Assert.NotNull(list.OfSubject("service", "spiffe://example.org/a", Now));
        Assert.NotNull(list.OfCertificate("spiffe://example.org/a", "01", Now));
        Assert.NotNull(list.OfToken(Token("t1", "s1", Now, "spiffe://example.org/a"), Now));
        Assert.Null(list.OfCertificate("spiffe://example.org/b", "01", Now));
        Assert.Null(list.OfCertificate(null, "01", Now));
    }

    [Theory]
    [InlineData("0A1B", "0a:1b", true)]
    [InlineData("A1B", "0000A1B", true)]
    [InlineData("0", "00", true)]
    [InlineData("A1B", "A1C", false)]
    public void A_certificate_is_found_however_its_number_is_written(string revoked, string shown, bool isFound)
    {
        var list = DenyList.Of([new() { Kind = RevokedKind.Certificate, Value = Revocation.Serial(revoked)! }]);
        Assert.Equal(isFound, list.OfCertificate(null, shown, Now) is not null);
    }

    [Fact]
    public void A_subject_whose_older_tokens_are_revoked_is_not_revoked_itself() =>
        Assert.Null(DenyList.Of([Alice with { TokensBefore = Now }]).OfSubject("user", "alice", Now));

    [Fact]
    public void What_is_revoked_twice_counts_as_long_as_either_says()
    {
        foreach (var (one, other, until, before) in new (Revocation, Revocation, DateTimeOffset?, DateTimeOffset?)[]
        {
            (Alice with { Until = Now }, Alice with { Until = Now.AddDays(1) }, Now.AddDays(1), null),
            (Alice, Alice with { Until = Now }, null, null),
            (Alice with { TokensBefore = Now }, Alice with { TokensBefore = Now.AddDays(-1) }, null, Now),
            (Alice, Alice with { TokensBefore = Now }, null, null),
        })
        {
            foreach (var list in new[] { DenyList.Of([one, other]), DenyList.Of([other, one]), DenyList.Of([one]).With([other]), DenyList.Of([other]).With([one]) })
                Assert.Equal((until, before), list.All.Select(static all => (all.Until, all.TokensBefore)).Single());
        }
    }

    // a few bits say of nearly all that they are not revoked; of one that is they must never say so
    [Fact]
    public void Nobody_who_is_revoked_is_passed_over() => Gen.Select(Gen.String.HashSet[0, 200], Gen.Int[0, 200]).Sample((ids, split) =>
    {
        var all = ids.Select(static id => Alice with { Value = id }).ToArray();
        var list = DenyList.Of(all.Take(split)).With(all.Skip(split));
        return all.All(one => list.MayConcern(Encoding.UTF8.GetBytes(one.Value)) && list.OfSubject("user", one.Value, Now) is not null);
    }, iter: 500);

    [Fact]
    public void Nearly_nobody_else_is_looked_up()
    {
        var list = DenyList.Of(Enumerable.Range(0, 10_000).Select(static i => Alice with { Value = $"revoked-{i}" }));
        var found = Enumerable.Range(0, 10_000).Count(i => list.MayConcern(Encoding.UTF8.GetBytes($"somebody-{i}")));
        Assert.InRange(found, 0, 500);
        Assert.False(DenyList.Empty.MayConcern("alice"u8));
    }

    [Fact]
    public void What_is_taken_back_counts_again()
    {
        var list = DenyList.Of([Alice, Alice with { Value = "bob" }]).Without([Alice.Thing]);
        Assert.Null(list.OfSubject("user", "alice", Now));
        Assert.NotNull(list.OfSubject("user", "bob", Now));
    }

    private static VerifiedToken Token(string? id, string? session, DateTimeOffset? issued, string subject = "u-17")
    {
        using var claims = JsonDocument.Parse("{}");
        return new VerifiedToken
        {
            Issuer = "https://a", Subject = subject, SubjectType = "user", SubjectId = "alice", TokenId = id, SessionId = session, IssuedAt = issued,
            Expires = Now.AddHours(1), Audiences = [], Scopes = [], Binding = TokenBinding.Read(claims.RootElement)!, Claims = claims.RootElement.Clone(), KeyId = "k",
        };
    }
}
