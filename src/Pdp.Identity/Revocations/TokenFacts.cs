namespace Pdp.Identity.Revocations;

/// <summary>What a token can be revoked by.</summary>
/// <param name="Issuer">Who issued it; null: it is not known.</param>
/// <param name="Id">Its <c>jti</c>; null: it has none.</param>
/// <param name="Session">Its <c>sid</c>; null: it has none.</param>
/// <param name="SubjectType">The type that its subject has in requests.</param>
/// <param name="SubjectId">The id that its subject has in requests.</param>
/// <param name="Subject">Its <c>sub</c>; null: it has none.</param>
/// <param name="IssuedAt">When it was issued; null: it does not say.</param>
public readonly record struct TokenFacts(
    string? Issuer, string? Id, string? Session, string SubjectType, string SubjectId, string? Subject, DateTimeOffset? IssuedAt);
