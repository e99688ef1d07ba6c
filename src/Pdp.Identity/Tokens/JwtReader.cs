using System.Text.Json;

namespace Pdp.Identity.Tokens;

/// <summary>
/// Reads a token by the letter of RFC 7515 and RFC 7519, before any library sees it: libraries take the last of two members of one
/// name, pass over <c>crit</c>, and stop reading after the object's end.
/// </summary>
internal static class JwtReader
{
    /// <summary>The longest token, in bytes.</summary>
    public const int LongestToken = 16 * 1024;

    private const int HeaderDepth = 4;
    private const int PayloadDepth = 8;
    private const int LongestKeyId = 128;

    /// <summary>Its parts, or why it has none.</summary>
    public static TokenParts? Read(ReadOnlySpan<byte> token, HeaderRules rules, out TokenProblem problem)
    {
        problem = TokenProblem.TooLarge;
        if (token.Length > LongestToken) return null;
        problem = TokenProblem.Malformed;
        var first = token.IndexOf((byte)'.');
        var last = token.LastIndexOf((byte)'.');
        if (first <= 0 || last == token.Length - 1 || last <= first + 1) return null;
        var middle = token[(first + 1)..last];
        if (middle.Contains((byte)'.')) return null;
        if (StrictBase64Url.Decode(token[..first]) is not { } headerBytes
            || StrictBase64Url.Decode(middle) is not { } payloadBytes
            || StrictBase64Url.Decode(token[(last + 1)..]) is null)
        {
            return null;
        }

        using var headerDocument = StrictJson.Object(headerBytes, HeaderDepth);
        if (headerDocument is null) return null;
        if (Header(headerDocument.RootElement, rules, out problem) is not { } header) return null;
        problem = TokenProblem.Malformed;
        using var payload = StrictJson.Object(payloadBytes, PayloadDepth);
        if (payload is null) return null;
        problem = TokenProblem.None;
        return new TokenParts(header, payload.RootElement.Clone());
    }

    private static TokenHeader? Header(JsonElement header, HeaderRules rules, out TokenProblem problem)
    {
        problem = TokenProblem.HeaderRefused;
        foreach (var member in header.EnumerateObject())
        {
            if (!rules.Members.Contains(member.Name, StringComparer.Ordinal)) return null;
            if (member.Value.ValueKind != (member.Name == "jwk" ? JsonValueKind.Object : JsonValueKind.String)) return null;
        }

        problem = TokenProblem.AlgorithmRefused;
        if (!header.TryGetProperty("alg", out var algorithm)) return null;
        var type = header.TryGetProperty("typ", out var typ) ? typ.GetString() : null;
        if (rules.HasOwnKey)
        {
            problem = TokenProblem.HeaderRefused;
            if (!header.TryGetProperty("jwk", out var key)) return null;
            problem = TokenProblem.None;
            return new TokenHeader(algorithm.GetString()!, null, type, key.Clone());
        }

        problem = TokenProblem.KeyIdRefused;
        if (!header.TryGetProperty("kid", out var kid) || !IsKeyId(kid.GetString()!)) return null;
        problem = TokenProblem.None;
        return new TokenHeader(algorithm.GetString()!, kid.GetString(), type);
    }

    /// <summary>Whether a text may be a key's name: never a path, never a query.</summary>
    public static bool IsKeyId(string text) =>
        text.Length is > 0 and <= LongestKeyId && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '~' or '-');
}
