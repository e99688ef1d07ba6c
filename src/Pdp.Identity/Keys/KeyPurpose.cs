namespace Pdp.Identity.Keys;

/// <summary>What the keys of a set are for.</summary>
internal enum KeyPurpose
{
    /// <summary>Access tokens: <c>use</c> is absent or <c>sig</c>.</summary>
    Signatures,

    /// <summary>JWT-SVIDs: <c>use</c> is <c>jwt-svid</c>, and keys of other uses belong to others.</summary>
    JwtSvid,

    /// <summary>The key of one DPoP proof.</summary>
    Proof,
}
