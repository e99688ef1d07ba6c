using Microsoft.AspNetCore.Http.Features;
using Microsoft.IdentityModel.Tokens;
using Pdp.Identity.Tokens;
using Pdp.Server.Transport;

namespace Pdp.Server.Tokens;

/// <summary>
/// What a call has that a token may be bound to: the certificate of the connection it came on (RFC 8705, section 3). That is the
/// caller's: it shows that the caller bears a token of its own, and never that it may bear another's, which the issuer's
/// <c>binding</c> leaves to it.
/// </summary>
internal static class CallerEvidence
{
    /// <summary>The evidence of a call.</summary>
    public static TokenEvidence Of(IFeatureCollection features) => Of(features.Get<PeerIdentity>());

    /// <summary>The evidence of a certificate.</summary>
    public static TokenEvidence Of(PeerIdentity? peer) =>
        peer is not null ? new TokenEvidence(Base64UrlEncoder.Encode(Convert.FromHexString(peer.Thumbprint)), null) : default;
}
