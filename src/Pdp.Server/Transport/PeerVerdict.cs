namespace Pdp.Server.Transport;

/// <summary>What came of verifying a certificate.</summary>
/// <param name="Peer">Whom it names; null: it is refused.</param>
/// <param name="Refusal">Why it is refused, or null.</param>
/// <param name="Until">When it has to be verified again, if it is not refused.</param>
internal sealed record PeerVerdict(PeerIdentity? Peer, string? Refusal, DateTimeOffset Until)
{
    public static PeerVerdict Refused(string why) => new(null, why, default);
}
