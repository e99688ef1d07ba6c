namespace Pdp.Identity.Settings;

/// <summary>By which rules the tokens of an issuer are verified. It is the issuer's, never the token's choice.</summary>
public enum TokenProfile
{
    /// <summary>Access tokens (RFC 9068).</summary>
    AccessToken,

    /// <summary>JWT-SVIDs of a SPIFFE trust domain.</summary>
    JwtSvid,

    /// <summary>Security event tokens (RFC 8417): they do not expire, and say who may do nothing.</summary>
    SecurityEvent,
}
