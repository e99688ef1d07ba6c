using System.Text.Json;
using Pdp.Identity.Keys;

namespace Pdp.Identity.Tokens;

/// <summary>A token that has been verified: everything in it is its issuer's word.</summary>
public sealed class VerifiedToken
{
    internal VerifiedToken()
    {
    }

    /// <summary>The issuer as configured: an issuer's identifier, or a trust domain.</summary>
    public required string Issuer { get; init; }

    /// <summary>Its <c>sub</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>The subject's type in requests, by the issuer's configuration.</summary>
    public required string SubjectType { get; init; }

    /// <summary>The subject's id in requests: the claim that the issuer's configuration names.</summary>
    public required string SubjectId { get; init; }

    /// <summary>Its <c>jti</c>; null: it has none.</summary>
    public string? TokenId { get; init; }

    /// <summary>Its <c>sid</c>; null: it has none.</summary>
    public string? SessionId { get; init; }

    /// <summary>Its <c>client_id</c>; null: it has none.</summary>
    public string? ClientId { get; init; }

    /// <summary>When it was issued; null: it does not say.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>When it expires, without any skew.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>For whom it is meant.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>Its scopes, each once.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>To what it is bound.</summary>
    public required TokenBinding Binding { get; init; }

    /// <summary>All its claims.</summary>
    public required JsonElement Claims { get; init; }

    /// <summary>The name of the key that signed it.</summary>
    public required string KeyId { get; init; }

    /// <summary>That key and whose it is; null: the signature is yet to be verified.</summary>
    internal (IssuerState Issuer, VerificationKey Key)? SignedBy { get; init; }

    internal VerifiedToken By(IssuerState issuer, VerificationKey key) => new()
    {
        Issuer = Issuer, Subject = Subject, SubjectType = SubjectType, SubjectId = SubjectId, TokenId = TokenId, SessionId = SessionId, ClientId = ClientId,
        IssuedAt = IssuedAt, Expires = Expires, Audiences = Audiences, Scopes = Scopes, Binding = Binding, Claims = Claims, KeyId = KeyId, SignedBy = (issuer, key),
    };
}
