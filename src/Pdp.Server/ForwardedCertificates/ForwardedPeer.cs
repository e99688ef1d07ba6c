using Pdp.Server.Transport;

namespace Pdp.Server.ForwardedCertificates;

/// <summary>Whose certificate a gateway has handed on.</summary>
/// <param name="Identity">Who, as the verified certificate says; null: there is none, or it is refused.</param>
/// <param name="Refusal">Why it is refused; null: it is not.</param>
internal readonly record struct ForwardedPeer(PeerIdentity? Identity, string? Refusal)
{
    /// <summary>The client has shown none.</summary>
    public static readonly ForwardedPeer None;

    public static ForwardedPeer Refused(string why) => new(null, why);
}
