namespace Pdp.Identity.Tokens;

/// <summary>What came with a token and shows that its bearer is the one whom it was issued to.</summary>
/// <param name="CertificateThumbprint">SHA-256 of the bearer's verified certificate in DER, base64url; null: none.</param>
/// <param name="KeyThumbprint">The thumbprint of the key of a DPoP proof that has been verified for this token; null: none.</param>
public readonly record struct TokenEvidence(string? CertificateThumbprint, string? KeyThumbprint)
{
    /// <summary>Whether nobody before has looked at whose the token is, so that it has to be shown here whatever <c>binding</c> says.</summary>
    public bool IsAll { get; init; }
}
