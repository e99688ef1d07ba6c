using System.Text.Json;
using Pdp.Identity.Tokens;

namespace Pdp.Identity.Keys;

/// <summary>
/// Reads a JWKS (RFC 7517, section 5). One bad key refuses the whole set, and the set before stays: a set read in part would take
/// tokens of a part.
/// </summary>
internal static class KeySetReader
{
    /// <summary>The largest document, in bytes.</summary>
    public const int LargestDocument = 256 * 1024;

    /// <summary>The most keys of a set.</summary>
    public const int MostKeys = 64;

    private const int Depth = 6;

    /// <summary>The set, or what is wrong with it.</summary>
    public static KeySet? Read(byte[] document, KeyPurpose purpose, string? rsaAlgorithm, out string? error)
    {
        error = null;
        using var json = document.Length <= LargestDocument ? StrictJson.Object(document, Depth) : null;
        if (json is null || !json.RootElement.TryGetProperty("keys", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            error = $"expected a JSON object of at most {LargestDocument} bytes with a list `keys`, no member twice";
            return null;
        }

        if (list.GetArrayLength() > MostKeys)
        {
            error = $"expected at most {MostKeys} keys, got {list.GetArrayLength()}";
            return null;
        }

        var keys = new Dictionary<string, VerificationKey>(StringComparer.Ordinal);
        var index = -1;
        foreach (var item in list.EnumerateArray())
        {
            index++;
            if (item.ValueKind != JsonValueKind.Object)
            {
                error = $"/keys/{index}: expected an object";
                return null;
            }

            var use = item.TryGetProperty("use", out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString() : "" : null;
            if (IsOfOthers(use, item, purpose)) continue;
            if (!item.TryGetProperty("kid", out var kid) || kid.ValueKind != JsonValueKind.String || !JwtReader.IsKeyId(kid.GetString()!))
            {
                error = $"/keys/{index}/kid: expected 1 to 128 letters, digits and `._~-`";
                return null;
            }

            if (JwkReader.Read(item, kid.GetString()!, rsaAlgorithm, out error) is not { } key)
            {
                error = $"/keys/{index}: {error}";
                return null;
            }

            if (!keys.TryAdd(key.Id, key))
            {
                error = $"/keys/{index}/kid: expected every `kid` once, got `{key.Id}` again";
                return null;
            }
        }

        return new KeySet(keys.Values);
    }

    // A key for encryption in an issuer's set is no fault of the set; SPIFFE bundles hold X.509 authorities beside the keys and
    // elements of kinds still unknown (SPIFFE Trust Domain and Bundle, section 4.2.1).
    private static bool IsOfOthers(string? use, JsonElement item, KeyPurpose purpose) => purpose switch
    {
        KeyPurpose.JwtSvid => use != "jwt-svid" || !(item.TryGetProperty("kty", out var kty) && (kty.ValueEquals("RSA") || kty.ValueEquals("EC"))),
        _ => use is not null and not "sig",
    };
}
