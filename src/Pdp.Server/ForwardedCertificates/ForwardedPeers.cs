using System.Security.Cryptography.X509Certificates;
using Pdp.Bundles.Gateways;
using Pdp.Server.Access;
using Pdp.Server.Gateways;
using Pdp.Server.Revoking;
using Pdp.Server.Transport;

namespace Pdp.Server.ForwardedCertificates;

/// <summary>
/// Says whose certificate a gateway has handed on. Who the gateway is has to be known; of what it says the certificate alone counts, and that is
/// verified as if it had been shown to this server. That the client holds its key is what the gateway is believed for.
/// </summary>
internal sealed class ForwardedPeers(ForwardedTrust trust, VerifiedCertificates verified, Revocations revocations, ForwardedMeter meter, TimeProvider clock)
{
    /// <summary>Says whose.</summary>
    /// <param name="told">How the gateway hands certificates on.</param>
    /// <param name="request">The request.</param>
    /// <param name="caller">The gateway; null: it is not known who calls.</param>
    public ForwardedPeer Find(GatewayCertificate told, GatewayRequest request, Caller? caller)
    {
        var found = Look(told, request, caller);
        if (found.Refusal is not null) meter.CountRefused();
        return found;
    }

    private ForwardedPeer Look(GatewayCertificate told, GatewayRequest request, Caller? caller)
    {
        var hops = ForwardedReading.Read(told, request, out var fault);
        if (fault is not null) return ForwardedPeer.Refused(fault);
        if (hops.Count == 0) return ForwardedPeer.None;
        if (caller is null || (caller.Subject.Type == Caller.Types.Anonymous && !caller.IsOfGatewayNetwork))
            return ForwardedPeer.Refused("a certificate is handed on by a caller that has not shown who it is");
        if (hops.Count > 1 && caller.Peer?.SpiffeId is null) return ForwardedPeer.Refused("what lies behind the first proxy can be told by one with a SPIFFE ID alone");

        if (told.PassesOver && caller.Peer?.SpiffeId is null) return ForwardedPeer.Refused("elements are passed over for a proxy with a SPIFFE ID alone");

        // each proxy is who the one behind it has verified
        var proxy = caller.Peer?.SpiffeId;
        PeerIdentity? identity = null;
        foreach (var hop in hops)
        {
            if (hop.By is { } by && proxy is not null && !by.SequenceEqual([proxy])) return ForwardedPeer.Refused($"`By` is not `{proxy}` once, which is the proxy");
            if (Verify(hop, out identity) is { } refusal) return ForwardedPeer.Refused(refusal);
            if (hop.Uris is [_, ..] uris && !uris.SequenceEqual(identity!.Uris)) return ForwardedPeer.Refused("`URI` is not that of the certificate");
            proxy = identity!.SpiffeId;
            if (ReferenceEquals(hop, hops[^1])) break;
            if (proxy is null) return ForwardedPeer.Refused("a proxy on the way has no SPIFFE ID");

            // anybody's certificate is known to those it was shown to: only a proxy has seen that its client holds the key
            if (!told.Proxies.Contains(proxy)) return ForwardedPeer.Refused($"`{proxy}` is none of `proxies`");
        }

        return new ForwardedPeer(identity, null);
    }

    private string? Verify(ForwardedHop hop, out PeerIdentity? identity)
    {
        identity = null;
        if (trust.Current is not { } current) return trust.WhyNone;
        var now = clock.GetUtcNow();
        var key = VerifiedCertificates.Key(hop);
        var verdict = verified.Find(key, current, now);
        if (verdict is null)
        {
            verdict = Verify(hop, current, now);
            if (verdict.Peer is not null) verified.Keep(key, current, verdict);
        }

        if (verdict.Peer is not { } peer) return verdict.Refusal!;
        if (revocations.AreOf(peer, now)) return "the certificate or its SPIFFE ID has been revoked";
        identity = peer;
        return null;
    }

    private static PeerVerdict Verify(ForwardedHop hop, ClientTrust trust, DateTimeOffset now)
    {
        using var leaf = CertificateText.Load(hop.Leaf);
        if (leaf is null) return PeerVerdict.Refused("what was handed on is no certificate");
        var others = new X509Certificate2Collection();
        try
        {
            foreach (var der in hop.Others)
            {
                if (CertificateText.Load(der) is not { } other) return PeerVerdict.Refused("what was handed on beside the certificate is none");
                others.Add(other);
            }

            return trust.Verify(leaf, others, now);
        }
        finally
        {
            foreach (var other in others) other.Dispose();
        }
    }
}
