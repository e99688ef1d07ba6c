using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pdp.Identity.Tests.Kit;

/// <summary>Makes tokens octet by octet, so that wrong ones can be made too.</summary>
internal static class Forge
{
    public const string Issuer = "https://login.example.com";
    public const string Audience = "pdp";

    /// <summary>Keys take long to make: one of each kind serves all tests.</summary>
    public static RSA Rsa { get; } = RSA.Create(2048);

    public static RSA OtherRsa { get; } = RSA.Create(2048);

    public static ECDsa Curve { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static long Seconds(int fromNow = 0) => Now.ToUnixTimeSeconds() + fromNow;

    public static string Header(string alg = "RS256", string kid = "rsa", string typ = "at+jwt") =>
        $$"""{"alg":"{{alg}}","kid":"{{kid}}","typ":"{{typ}}"}""";

    /// <summary>The claims of a good access token, with changes: a null takes a claim away.</summary>
    public static string Claims(params (string Name, string? Json)[] changes)
    {
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = "alice",
            ["aud"] = Audience,
            ["client_id"] = "shop",
            ["iat"] = Seconds(-10),
            ["exp"] = Seconds(300),
            ["jti"] = "t-1",
            ["scope"] = "read write",
        };
        foreach (var (name, json) in changes)
        {
            claims.Remove(name);
            if (json is not null) claims[name] = JsonNode.Parse(json);
        }

        return claims.ToJsonString();
    }

    public static string Good(params (string Name, string? Json)[] changes) => Token(Header(), Claims(changes));

    public static string Token(string header, string payload, Func<byte[], byte[]>? sign = null) => Token(Bytes(header), Bytes(payload), sign);

    public static string Token(byte[] header, byte[] payload, Func<byte[], byte[]>? sign = null)
    {
        var input = Base64Url.EncodeToString(header) + "." + Base64Url.EncodeToString(payload);
        return input + "." + Base64Url.EncodeToString((sign ?? Rs256)(Bytes(input)));
    }

    public static byte[] Rs256(byte[] input) => Rsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public static byte[] Ps256(byte[] input) => Rsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);

    public static byte[] Es256(byte[] input) => Curve.SignData(input, HashAlgorithmName.SHA256);

    public static Func<byte[], byte[]> Hs256(byte[] key) => input => HMACSHA256.HashData(key, input);

    public static string Jwk(RSA rsa, string kid, string more = "")
    {
        var key = rsa.ExportParameters(false);
        return $$"""{"kty":"RSA","kid":"{{kid}}","n":"{{Base64Url.EncodeToString(key.Modulus)}}","e":"{{Base64Url.EncodeToString(key.Exponent)}}"{{more}}}""";
    }

    public static string Jwk(ECDsa curve, string kid, string more = "")
    {
        var key = curve.ExportParameters(false);
        return $$"""{"kty":"EC","crv":"P-256","kid":"{{kid}}","x":"{{Base64Url.EncodeToString(key.Q.X)}}","y":"{{Base64Url.EncodeToString(key.Q.Y)}}"{{more}}}""";
    }

    public static string Set(params string[] keys) => $$"""{"keys":[{{string.Join(",", keys)}}]}""";

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Quoted(string text) => JsonSerializer.Serialize(text);
}
