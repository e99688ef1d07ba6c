using System.Buffers.Text;
using System.Security.Cryptography;
using Pdp.Identity.Keys;
using Xunit;
using static Pdp.Identity.Tests.Kit.Forge;

namespace Pdp.Identity.Tests.Keys;

/// <summary>One bad key refuses a set whole.</summary>
public sealed class KeySetReaderTests
{
    private static readonly Dictionary<string, Func<string>> _refused = new(StringComparer.Ordinal)
    {
        ["symmetric key"] = () => """{"kty":"oct","kid":"a","k":"AAAA"}""",
        ["private key"] = () => Jwk(Rsa, "a", ",\"d\":\"AAAA\""),
        ["RSA of 1024 bits"] = () => { using var small = RSA.Create(1024); return Jwk(small, "a"); },
        ["RSA of 8200 bits"] = () => Modulus(Enumerable.Repeat((byte)0xFF, 1025).ToArray(), "AQAB"),
        ["RSA with e = 1"] = () => Modulus(Rsa.ExportParameters(false).Modulus!, "AQ"),
        ["RSA with e even"] = () => Modulus(Rsa.ExportParameters(false).Modulus!, "AQAC"),
        ["RSA without n"] = () => """{"kty":"RSA","kid":"a","e":"AQAB"}""",
        ["EC point off the curve"] = () => Point("P-256", new byte[32], [.. new byte[31], 1]),
        ["EC point of another curve's size"] = () => Point("P-256", new byte[48], new byte[48]),
        ["EC on a curve that is not known"] = () => Point("secp256k1", new byte[32], new byte[32]),
        ["no kid"] = () => Jwk(Rsa, "a").Replace("\"kid\":\"a\",", "", StringComparison.Ordinal),
        ["kid that is a path"] = () => Jwk(Rsa, "../a"),
        ["key_ops without verify"] = () => Jwk(Rsa, "a", ",\"key_ops\":[\"encrypt\"]"),
        ["alg of another kind"] = () => Jwk(Rsa, "a", ",\"alg\":\"ES256\""),
        ["alg HS256"] = () => Jwk(Rsa, "a", ",\"alg\":\"HS256\""),
        ["kty that is not known"] = () => """{"kty":"OKP","kid":"a","crv":"Ed25519","x":"AAAA"}""",
        ["a kid twice"] = () => Jwk(Rsa, "good"),
    };

    public static TheoryData<string> Refused => [.. _refused.Keys];

    [Theory]
    [MemberData(nameof(Refused))]
    public void Refuses_a_set_with(string name)
    {
        Assert.Null(KeySetReader.Read(Bytes(Set(Jwk(Curve, "good"), _refused[name]())), KeyPurpose.Signatures, null, out var error));
        Assert.StartsWith("/keys/1", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"keys\":{}}")]
    [InlineData("{\"keys\":[],\"keys\":[]}")]
    [InlineData("{\"keys\":[1]}")]
    [InlineData("<html>")]
    public void Refuses(string document)
    {
        Assert.Null(KeySetReader.Read(Bytes(document), KeyPurpose.Signatures, null, out var error));
        Assert.NotNull(error);
    }

    [Fact]
    public void Refuses_too_many_keys_and_too_many_bytes()
    {
        Assert.Null(KeySetReader.Read(Bytes(Set([.. Enumerable.Range(0, 65).Select(i => Jwk(Curve, $"k{i}"))])), KeyPurpose.Signatures, null, out _));
        Assert.Null(KeySetReader.Read(Bytes(Set() + new string(' ', 256 * 1024)), KeyPurpose.Signatures, null, out _));
        Assert.Equal(64, KeySetReader.Read(Bytes(Set([.. Enumerable.Range(0, 64).Select(i => Jwk(Curve, $"k{i}"))])), KeyPurpose.Signatures, null, out _)!.Count);
    }

    [Fact]
    public void Passes_over_keys_for_encryption_and_binds_each_key_to_one_algorithm()
    {
        var set = KeySetReader.Read(
            Bytes(Set(Jwk(Rsa, "a", ",\"use\":\"enc\""), Jwk(Rsa, "b", ",\"use\":\"sig\""), Jwk(Rsa, "c", ",\"alg\":\"PS384\""))), KeyPurpose.Signatures, "PS256", out _)!;

        Assert.Null(set.Find("a"));
        Assert.Equal(("PS256", "PS384"), (set.Find("b")!.Algorithm, set.Find("c")!.Algorithm));
    }

    [Fact]
    public void A_thumbprint_is_that_of_the_specifications_example()
    {
        // RFC 7638, section 3.1
        const string Key = """
            {"keys":[{"kty":"RSA","kid":"2011-04-29","alg":"RS256","e":"AQAB","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"}]}
            """;

        Assert.Equal("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", KeySetReader.Read(Bytes(Key), KeyPurpose.Signatures, null, out _)!.Find("2011-04-29")!.Thumbprint);
    }

    private static string Modulus(byte[] n, string e) => $$"""{"kty":"RSA","kid":"a","n":"{{Base64Url.EncodeToString(n)}}","e":"{{e}}"}""";

    private static string Point(string curve, byte[] x, byte[] y) =>
        $$"""{"kty":"EC","kid":"a","crv":"{{curve}}","x":"{{Base64Url.EncodeToString(x)}}","y":"{{Base64Url.EncodeToString(y)}}"}""";
}
