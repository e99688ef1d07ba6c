using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Pdp.Identity.Caching;
using Pdp.Identity.Keys;
using Pdp.Identity.Tokens;

namespace Pdp.Identity.Binding;

/// <summary>
/// Verifies DPoP proofs (RFC 9449, section 4.3): whoever shows a token has the private key that the token is bound to. Every proof is
/// good once. The proofs that were seen are bounded; when there are too many of them, further ones are refused.
/// </summary>
public sealed class DpopVerifier
{
    private static readonly string[] _algorithms = ["ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"];
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = JwtReader.LongestToken, MapInboundClaims = false };
    private readonly TimeProvider _time;
    private readonly TimeSpan _window;
    private readonly int _mostSeen;
    private readonly Lock _turn = new();
    private ConcurrentDictionary<TokenHash, bool> _seen = new();
    private ConcurrentDictionary<TokenHash, bool> _seenBefore = new();
    private DateTimeOffset _turned;

    /// <summary>Makes a verifier.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="window">How far a proof's <c>iat</c> may be from now, either way; 60 s is usual.</param>
    /// <param name="mostSeen">How many proofs may be seen within two windows.</param>
    public DpopVerifier(TimeProvider time, TimeSpan window, int mostSeen = 100_000)
    {
        ArgumentNullException.ThrowIfNull(time);
        (_time, _window, _mostSeen, _turned) = (time, window, mostSeen, time.GetUtcNow());
    }

    /// <summary>Verifies a proof for one call with one access token.</summary>
    /// <param name="proof">The proof: what the one <c>DPoP</c> header holds.</param>
    /// <param name="method">The call's method, such as <c>POST</c>.</param>
    /// <param name="address">The call's address; query and fragment do not count.</param>
    /// <param name="accessToken">The access token.</param>
    /// <returns>The thumbprint of the proof's key, to be compared with the token's binding; null: the proof is refused.</returns>
    public async ValueTask<string?> VerifyAsync(ReadOnlyMemory<byte> proof, string method, Uri address, ReadOnlyMemory<byte> accessToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (JwtReader.Read(proof.Span, HeaderRules.DpopProof, out _) is not { } parts) return null;
        var (header, claims) = (parts.Header, parts.Payload);
        if (header.Type != "dpop+jwt" || !_algorithms.Contains(header.Algorithm, StringComparer.Ordinal)) return null;
        if (!IsForCall(claims, method, address) || Text(claims, "ath") != Base64UrlEncoder.Encode(SHA256.HashData(accessToken.Span))) return null;
        var now = _time.GetUtcNow();
        if (!Claims.TryTime(claims, "iat", out var issued) || issued is null || (now - issued.Value).Duration() > _window) return null;
        if (!Claims.TryId(claims, "jti", out var id) || id is null) return null;

        // A key that names no algorithm is used with the proof's own; the proof's key is good for this proof only.
        if (JwkReader.Read(header.Key!.Value, "", header.Algorithm, out _) is not { } key || key.Algorithm != header.Algorithm) return null;
        var validation = await _handler.ValidateTokenAsync(Encoding.ASCII.GetString(proof.Span), new TokenValidationParameters
        {
            ValidAlgorithms = [key.Algorithm],
            RequireSignedTokens = true,
            RequireExpirationTime = false,
            RequireAudience = false,
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
            IssuerSigningKey = key.Key,
            IncludeTokenOnFailedValidation = false,
            LogValidationExceptions = false,
        });
        return validation.IsValid && IsFirst(key.Thumbprint + " " + id, now) ? key.Thumbprint : null;
    }

    private static bool IsForCall(JsonElement claims, string method, Uri address) =>
        Text(claims, "htm") == method && Uri.TryCreate(Text(claims, "htu"), UriKind.Absolute, out var claimed)
        && claimed.GetLeftPart(UriPartial.Path) == address.GetLeftPart(UriPartial.Path);

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var claim) && claim.ValueKind == JsonValueKind.String ? claim.GetString() : null;

    // A proof counts for two windows at most: from `iat` one window ahead to one window past.
    private bool IsFirst(string name, DateTimeOffset now)
    {
        var hash = TokenHash.Of(Encoding.UTF8.GetBytes(name));
        lock (_turn)
        {
            var passed = now - _turned;
            if (passed > 2 * _window)
            {
                _seenBefore = passed > 4 * _window ? new() : _seen;
                (_seen, _turned) = (new(), now);
            }

            return _seen.Count < _mostSeen && !_seenBefore.ContainsKey(hash) && _seen.TryAdd(hash, true);
        }
    }
}
