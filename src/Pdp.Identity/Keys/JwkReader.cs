using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using Pdp.Identity.Tokens;

namespace Pdp.Identity.Keys;

/// <summary>Reads a JWK (RFC 7517): public, strong enough, and for one algorithm.</summary>
internal static class JwkReader
{
    private const int LeastModulusBits = 2048;
    private const int MostModulusBits = 8192;
    private static readonly string[] _private = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    /// <summary>The key, or what is wrong with it.</summary>
    public static VerificationKey? Read(JsonElement jwk, string id, string? rsaAlgorithm, out string? error)
    {
        error = null;
        if (_private.FirstOrDefault(name => jwk.TryGetProperty(name, out _)) is { } secret)
        {
            error = $"expected a public key, got one with the private or symmetric member `{secret}`";
            return null;
        }

        if (jwk.TryGetProperty("key_ops", out var operations) && !HasVerify(operations))
        {
            error = "expected `key_ops` with `verify`";
            return null;
        }

        try
        {
            return Text(jwk, "kty") switch
            {
                "RSA" => Rsa(jwk, id, rsaAlgorithm, out error),
                "EC" => Curve(jwk, id, out error),
                _ => Wrong("expected `kty` to be `RSA` or `EC`", out error),
            };
        }
        catch (CryptographicException)
        {
            return Wrong("expected a key, got numbers that are none", out error);
        }
    }

    private static VerificationKey? Rsa(JsonElement jwk, string id, string? rsaAlgorithm, out string? error)
    {
        if (Bytes(jwk, "n") is not { } modulus || Bytes(jwk, "e") is not { } exponent) return Wrong("expected `n` and `e` in base64url", out error);
        modulus = modulus.AsSpan().TrimStart((byte)0).ToArray();
        exponent = exponent.AsSpan().TrimStart((byte)0).ToArray();
        var bits = modulus.Length == 0 ? 0 : (modulus.Length * 8) - byte.LeadingZeroCount(modulus[0]);
        if (bits is < LeastModulusBits or > MostModulusBits)
        {
            return Wrong($"expected an RSA key of {LeastModulusBits} to {MostModulusBits} bits, got one of {bits}", out error);
        }

        if (exponent.Length is 0 or > 8 || exponent[^1] % 2 == 0 || exponent is [< 3]) return Wrong("expected an odd RSA exponent of at least 3", out error);
        if (modulus[^1] % 2 == 0) return Wrong("expected an odd RSA modulus", out error);
        if (Algorithm(jwk, rsaAlgorithm ?? "RS256", ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"], out error) is not { } algorithm) return null;
        var canonical = $"{{\"e\":\"{Base64UrlEncoder.Encode(exponent)}\",\"kty\":\"RSA\",\"n\":\"{Base64UrlEncoder.Encode(modulus)}\"}}";
        return new VerificationKey(id, algorithm, Thumbprint(canonical),
            new RsaSecurityKey(new RSAParameters { Modulus = modulus, Exponent = exponent }) { KeyId = id });
    }

    private static VerificationKey? Curve(JsonElement jwk, string id, out string? error)
    {
        var name = Text(jwk, "crv");
        (ECCurve Curve, string Algorithm, int Size)? known = name switch
        {
            "P-256" => (ECCurve.NamedCurves.nistP256, "ES256", 32),
            "P-384" => (ECCurve.NamedCurves.nistP384, "ES384", 48),
            "P-521" => (ECCurve.NamedCurves.nistP521, "ES512", 66),
            _ => null,
        };
        if (known is not { } curve) return Wrong("expected `crv` to be `P-256`, `P-384` or `P-521`", out error);
        if (Bytes(jwk, "x") is not { } x || Bytes(jwk, "y") is not { } y || x.Length != curve.Size || y.Length != curve.Size)
        {
            return Wrong($"expected `x` and `y` of {curve.Size} bytes in base64url", out error);
        }

        if (Algorithm(jwk, curve.Algorithm, [curve.Algorithm], out error) is not { } algorithm) return null;

        // The import refuses a point that is not on the curve.
        var key = ECDsa.Create(new ECParameters { Curve = curve.Curve, Q = new ECPoint { X = x, Y = y } });
        var canonical = $"{{\"crv\":\"{name}\",\"kty\":\"EC\",\"x\":\"{Base64UrlEncoder.Encode(x)}\",\"y\":\"{Base64UrlEncoder.Encode(y)}\"}}";
        return new VerificationKey(id, algorithm, Thumbprint(canonical), new ECDsaSecurityKey(key) { KeyId = id });
    }

    private static string? Algorithm(JsonElement jwk, string otherwise, string[] possible, out string? error)
    {
        error = null;
        if (!jwk.TryGetProperty("alg", out var alg)) return otherwise;
        if (alg.ValueKind == JsonValueKind.String && possible.Contains(alg.GetString(), StringComparer.Ordinal)) return alg.GetString();
        error = $"expected `alg` to be one of {string.Join(", ", possible.Select(static one => $"`{one}`"))}";
        return null;
    }

    private static string Thumbprint(string canonical) => Base64UrlEncoder.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));

    private static bool HasVerify(JsonElement operations) => operations.ValueKind == JsonValueKind.Array
        && operations.EnumerateArray().Any(static item => item.ValueKind == JsonValueKind.String && item.ValueEquals("verify"));

    private static string? Text(JsonElement jwk, string name) =>
        jwk.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[]? Bytes(JsonElement jwk, string name) =>
        Text(jwk, name) is { } text ? StrictBase64Url.Decode(Encoding.UTF8.GetBytes(text)) : null;

    private static VerificationKey? Wrong(string message, out string? error)
    {
        error = message;
        return null;
    }
}
