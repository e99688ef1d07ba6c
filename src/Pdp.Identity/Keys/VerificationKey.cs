using Microsoft.IdentityModel.Tokens;

namespace Pdp.Identity.Keys;

/// <summary>A public key that is used with one algorithm only (RFC 8725, section 3.1).</summary>
/// <param name="Id">Its name; empty for the key of a DPoP proof.</param>
/// <param name="Algorithm">Its algorithm, as <c>alg</c> spells it.</param>
/// <param name="Thumbprint">Its thumbprint (RFC 7638, SHA-256, base64url).</param>
/// <param name="Key">The key for the library.</param>
internal sealed record VerificationKey(string Id, string Algorithm, string Thumbprint, SecurityKey Key);
