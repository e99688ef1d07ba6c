using System.Text.Json;
using Pdp.Identity.Settings;
using Pdp.Identity.Spiffe;

namespace Pdp.Identity.Tokens;

/// <summary>Whether the claims of a token are those of its issuer's profile. The signature is another's business.</summary>
internal static class ClaimCheck
{
    /// <summary>Why they are refused, or what the token says.</summary>
    public static TokenProblem Check(JsonElement claims, IssuerSettings settings, string keyId, DateTimeOffset now, out VerifiedToken? token)
    {
        token = null;
        var isSvid = settings.Profile == TokenProfile.JwtSvid;
        if (settings.RequiredClaims.Any(name => !claims.TryGetProperty(name, out _))) return TokenProblem.ClaimsRefused;
        if (!Claims.TryTime(claims, "exp", out var expires) || expires is null
            || !Claims.TryTime(claims, "nbf", out var notBefore) || !Claims.TryTime(claims, "iat", out var issued)
            || !Claims.TryId(claims, "sub", out var subject, isSvid ? SpiffeId.Longest : 512) || subject is null
            || !Claims.TryId(claims, "client_id", out var client)
            || !Claims.TryId(claims, "jti", out var tokenId) || !Claims.TryId(claims, "sid", out var session)
            || Claims.Audiences(claims) is not { } audiences || Claims.Scopes(claims) is not { } scopes
            || TokenBinding.Read(claims) is not { } binding)
        {
            return TokenProblem.ClaimsRefused;
        }

        if (isSvid && SpiffeId.Parse(subject) is not { Path.Length: > 0 }) return TokenProblem.ClaimsRefused;
        var subjectId = subject;
        if (settings.SubjectClaim != "sub" && (!Claims.TryId(claims, settings.SubjectClaim, out var mapped) || (subjectId = mapped) is null))
        {
            return TokenProblem.ClaimsRefused;
        }

        if (!audiences.Any(audience => settings.Audiences.Contains(audience, StringComparer.Ordinal))) return TokenProblem.AudienceWrong;
        if (now >= End(expires.Value, settings.Skew)) return TokenProblem.Expired;
        if (notBefore is { } from && now + settings.Skew < from) return TokenProblem.NotYetValid;
        if (issued is { } at && now + settings.Skew < at) return TokenProblem.NotYetValid;
        if (settings.MaxAge is { } age && (issued is null || now - issued.Value > age + settings.Skew)) return TokenProblem.Expired;
        token = new VerifiedToken
        {
            Issuer = settings.Name,
            Subject = subject,
            SubjectType = settings.SubjectType,
            SubjectId = subjectId,
            TokenId = tokenId,
            SessionId = session,
            ClientId = client,
            IssuedAt = issued,
            Expires = expires.Value,
            Audiences = audiences,
            Scopes = scopes,
            Binding = binding,
            Claims = claims,
            KeyId = keyId,
        };
        return TokenProblem.None;
    }

    /// <summary>When a token ends, with the skew; the last second of the calendar has no later one.</summary>
    public static DateTimeOffset End(DateTimeOffset expires, TimeSpan skew) =>
        DateTimeOffset.MaxValue - expires < skew ? DateTimeOffset.MaxValue : expires + skew;
}
