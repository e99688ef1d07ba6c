using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pdp.Server.Transport;

/// <summary>
/// Which certificates of clients are believed. Nothing is fetched from anywhere, and nothing of the system's is looked at. A workload of a
/// SPIFFE trust domain is held against the authorities of that trust domain alone, never against all that are known.
/// </summary>
internal sealed class ClientTrust
{
    private const string ClientPurpose = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2Collection? _authorities;
    private readonly ImmutableSortedDictionary<string, X509Certificate2Collection> _bundles;
    private readonly RevocationLists? _revokedOfOthers;
    private readonly ImmutableDictionary<string, RevocationLists> _revoked;

    /// <summary>Makes it.</summary>
    /// <param name="authorities">The authorities of clients that are no workloads of a trust domain; null: there are no such clients.</param>
    /// <param name="bundles">The authorities of trust domains.</param>
    /// <param name="revoked">The lists of revoked certificates; null: nobody revokes any.</param>
    public ClientTrust(X509Certificate2Collection? authorities, ImmutableSortedDictionary<string, X509Certificate2Collection> bundles, RevocationLists? revoked)
    {
        _authorities = authorities;
        _bundles = bundles;
        Revoked = revoked;
        All = [.. authorities ?? [], .. bundles.Values.SelectMany(static one => one)];
        _revokedOfOthers = authorities is null ? null : revoked?.Of(authorities, All);
        _revoked = revoked is null
            ? ImmutableDictionary<string, RevocationLists>.Empty
            : bundles.ToImmutableDictionary(static one => one.Key, one => revoked.Of(one.Value, All), StringComparer.Ordinal);
    }

    /// <summary>All authorities, for the part of the handshake that is not ours.</summary>
    public X509Certificate2Collection All { get; }

    /// <summary>The lists of revoked certificates; null: nobody revokes any.</summary>
    public RevocationLists? Revoked { get; }

    /// <summary>Verifies a certificate.</summary>
    /// <param name="leaf">The certificate.</param>
    /// <param name="sent">Those that were sent with it.</param>
    /// <param name="now">The time.</param>
    public PeerVerdict Verify(X509Certificate2 leaf, X509Certificate2Collection sent, DateTimeOffset now)
    {
        if (AlternativeNames.Of(leaf) is not { } names) return PeerVerdict.Refused("its alternative names are malformed");
        var isWorkload = !_bundles.IsEmpty && (_authorities is null || names.Uris.Any(static uri => uri.StartsWith("spiffe:", StringComparison.OrdinalIgnoreCase)));
        if (!isWorkload) return CheckOther(leaf) is { } wrong ? PeerVerdict.Refused(wrong) : Verify(leaf, names, sent, _authorities!, _revokedOfOthers, null, now);
        if (SvidRules.Check(leaf, names, out var domain) is { } notSvid) return PeerVerdict.Refused(notSvid);
        return _bundles.TryGetValue(domain!, out var bundle)
            ? Verify(leaf, names, sent, bundle, _revoked.GetValueOrDefault(domain!), names.Uris[0], now)
            : PeerVerdict.Refused($"no authorities of the trust domain `{domain}` are known");
    }

    private static PeerVerdict Verify(
        X509Certificate2 leaf, AlternativeNames names, X509Certificate2Collection sent, X509Certificate2Collection authorities, RevocationLists? lists, string? spiffeId,
        DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy = Policy(authorities, now);
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        try
        {
            if (!chain.Build(leaf)) return PeerVerdict.Refused($"its chain is not believed: {string.Join(", ", chain.ChainStatus.Select(static one => one.Status).Distinct())}");
            var until = DateTimeOffset.MaxValue;
            for (var i = 0; i < chain.ChainElements.Count; i++)
            {
                var certificate = chain.ChainElements[i].Certificate;
                var end = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
                if (end < until) until = end;
                if (i > 0 && spiffeId is not null && SvidRules.CheckAuthority(certificate) is { } wrong) return PeerVerdict.Refused(wrong);
                if (lists is null || i + 1 == chain.ChainElements.Count) continue;
                if (lists.Check(certificate, chain.ChainElements[i + 1].Certificate, now, ref until) is { } revoked) return PeerVerdict.Refused(revoked);
            }

            return new PeerVerdict(PeerIdentity.Of(leaf, names, spiffeId), null, until);
        }
        finally
        {
            foreach (var element in chain.ChainElements) element.Certificate.Dispose();
        }
    }

    /// <summary>How a chain is verified: against some authorities alone, for clients, with nothing fetched.</summary>
    public static X509ChainPolicy Policy(X509Certificate2Collection authorities, DateTimeOffset now)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck,
            VerificationTime = now.LocalDateTime,
        };
        policy.CustomTrustStore.AddRange(authorities);
        policy.ApplicationPolicy.Add(new Oid(ClientPurpose));
        return policy;
    }

    private static string? CheckOther(X509Certificate2 leaf)
    {
        if (leaf.Extensions.OfType<X509BasicConstraintsExtension>().Any(static one => one.CertificateAuthority)) return "it is an authority's";
        return leaf.Extensions.OfType<X509KeyUsageExtension>().Any(static one => !one.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature))
            ? "its key may not sign (digitalSignature)"
            : null;
    }
}
