using System.Text;
using Pdp.Identity.Revocations;
using Xunit;

namespace Pdp.Identity.Tests.Revocations;

public sealed class RevocationJsonTests
{
    [Fact]
    public void Reads_what_an_operator_writes()
    {
        var read = Read("""
            { "revocations": [
              { "subject": { "type": "user", "id": "alice" }, "reason": "left" },
              { "subject": { "type": "user", "id": "bob" }, "tokensBefore": "2026-11-26T12:00:00Z", "until": "2026-11-27T12:00:00+01:00" },
              { "session": "s", "issuer": "https://a" }, { "token": "t" }, { "spiffeId": "spiffe://example.org/a" }, { "certificate": "0a:1b" } ] }
            """, out _)!;
        Assert.Equal(
            [("Subject", "alice"), ("Subject", "bob"), ("Session", "s"), ("Token", "t"), ("SpiffeId", "spiffe://example.org/a"), ("Certificate", "A1B")],
            read.Select(static one => (one.Kind.ToString(), one.Value)));
        Assert.Equal(new DateTimeOffset(2026, 11, 27, 11, 0, 0, TimeSpan.Zero), read[1].Until);
    }

    [Fact]
    public void Nothing_may_be_revoked() => Assert.Empty(Read("""{ "revocations": [] }""", out _)!);

    [Theory]
    [InlineData("", "")]
    [InlineData("[]", "")]
    [InlineData("{}", "")]
    [InlineData("""{ "revocations": {} }""", "/revocations")]
    [InlineData("""{ "revocations": [ 1 ] }""", "/revocations/0")]
    [InlineData("""{ "revocations": [ {} ] }""", "/revocations/0")]
    [InlineData("""{ "revocations": [ { "tokens": "t" } ] }""", "/revocations/0 /revocations/0/tokens")]
    [InlineData("""{ "revocations": [ { "token": "t", "session": "s" } ] }""", "/revocations/0")]
    [InlineData("""{ "revocations": [ { "token": "t" }, { "token": "" } ] }""", "/revocations/1/token")]
    [InlineData("""{ "revocations": [ { "subject": "alice" } ] }""", "/revocations/0/subject")]
    [InlineData("""{ "revocations": [ { "subject": { "id": "alice" } } ] }""", "/revocations/0/subject")]
    [InlineData("""{ "revocations": [ { "spiffeId": "spiffe://Example.org/a" } ] }""", "/revocations/0")]
    [InlineData("""{ "revocations": [ { "certificate": "xyz" } ] }""", "/revocations/0")]
    [InlineData("""{ "revocations": [ { "certificate": "01", "issuer": "a" } ] }""", "/revocations/0")]
    [InlineData("""{ "revocations": [ { "token": "t", "tokensBefore": "2026-11-26T12:00:00Z" } ] }""", "/revocations/0")]
    [InlineData("""{ "revocations": [ { "token": "t", "until": "2026-11-26" } ] }""", "/revocations/0/until")]
    [InlineData("""{ "revocations": [ { "token": "t", "until": "tomorrow" } ] }""", "/revocations/0/until")]
    public void With_anything_wrong_there_is_nothing_and_all_of_it_is_told(string text, string pointers)
    {
        Assert.Null(Read(text, out var found));
        Assert.Equal(pointers.Split(' '), found);
    }

    private static IReadOnlyList<Revocation>? Read(string text, out string[] pointers)
    {
        var read = RevocationJson.ReadDocument(Encoding.UTF8.GetBytes(text), out var problems);
        pointers = [.. problems.Select(static problem => problem.Pointer)];
        return read;
    }
}
