namespace Pdp.Identity.Tokens;

/// <summary>Which members a header may have, by profile. All others are refused, not passed over.</summary>
/// <param name="Members">Their names.</param>
/// <param name="HasOwnKey">Whether the header carries the key itself, as a DPoP proof's does, instead of naming one.</param>
internal sealed record HeaderRules(string[] Members, bool HasOwnKey)
{
    /// <summary>Access tokens.</summary>
    public static HeaderRules AccessToken { get; } = new(["alg", "kid", "typ", "x5t", "x5t#S256"], false);

    /// <summary>JWT-SVIDs (JWT-SVID, section 2).</summary>
    public static HeaderRules JwtSvid { get; } = new(["alg", "kid", "typ"], false);

    /// <summary>Security event tokens (RFC 8417, section 2.3).</summary>
    public static HeaderRules SecurityEvent { get; } = new(["alg", "kid", "typ"], false);

    /// <summary>DPoP proofs (RFC 9449, section 4.2).</summary>
    public static HeaderRules DpopProof { get; } = new(["alg", "typ", "jwk"], true);
}
