using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Net.Security;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Pdp.Engine.Sources;
using Pdp.Identity.WorkloadApi;
using Pdp.Language.Diagnostics;

namespace Pdp.Server.Transport;

/// <summary>Makes the encryption of what the Workload API says, or tells all that is wrong with it.</summary>
internal sealed class WorkloadLoading
{
    private readonly string _place;
    private readonly DateTimeOffset _now;
    private readonly List<SourceDiagnostic> _findings = [];
    private ImmutableDictionary<string, BigInteger> _numbers;

    private WorkloadLoading(string place, ImmutableDictionary<string, BigInteger> numbers, DateTimeOffset now) => (_place, _numbers, _now) = (place, numbers, now);

    /// <summary>Makes it.</summary>
    /// <param name="material">What the Workload API says.</param>
    /// <param name="before">What is in force; null: nothing yet.</param>
    /// <param name="now">The time.</param>
    /// <returns>
    /// The encryption, and what is to be told. With an identity that cannot be used it keeps the one in force, and none is made where there is none.
    /// </returns>
    public static (TlsSnapshot? Snapshot, IReadOnlyList<SourceDiagnostic> Findings) Load(
        WorkloadMaterial material, TlsSnapshot? before, DateTimeOffset now)
    {
        var loading = new WorkloadLoading(material.Place, before?.CrlNumbers ?? ImmutableDictionary<string, BigInteger>.Empty, now);
        var identity = loading.Identity(material.State.Svids[0]);
        var bundles = material.State.Bundles.ToImmutableSortedDictionary(static one => one.Key, one => loading.Authorities(one.Key, one.Value), StringComparer.Ordinal);
        var isWrong = identity is null || loading._findings.Exists(static one => one.Severity == Severity.Error);

        // authorities that were taken away must not stay for the sake of a list: of whom it cannot be read, nobody is believed
        var revoked = loading.Lists(material.State.RevocationLists, [.. bundles.Values.SelectMany(static one => one)], before?.Trust?.Revoked);

        // read again while the identity cannot be used, the same trust stays the same object: what was verified by it stays known
        var trust = before is { Trust: { } known } && before.Material.TrustDigest == material.TrustDigest ? known : new ClientTrust(null, bundles, revoked);
        if (isWrong) return Kept();
        X509Certificate2[] between = [.. material.State.Svids[0].Chain.Skip(1).Select(static one => X509CertificateLoader.LoadCertificate(one))];
        try
        {
            var context = SslStreamCertificateContext.Create(identity!, [.. between], offline: true);
            return (new TlsSnapshot(identity!, context, trust, material, loading._numbers), loading._findings);
        }
        catch (CryptographicException exception)
        {
            loading.Tell(Severity.Error, TransportCodes.WrongContent, $"the identity cannot be used: {exception.Message.TrimEnd('.')}", "have it issued again");
            return Kept();
        }

        // what the message takes away of trust must not stay for the sake of what is wrong with this server's own certificate
        (TlsSnapshot?, IReadOnlyList<SourceDiagnostic>) Kept() =>
            (before is null ? null : before with { Trust = trust, Material = material, CrlNumbers = loading._numbers, KeepsIdentity = true }, loading._findings);
    }

    private X509Certificate2? Identity(WorkloadSvid svid)
    {
        const string Help = "look at the entry of this workload there";
        using var leaf = X509CertificateLoader.LoadCertificate(svid.Chain[0]);
        if (AlternativeNames.Of(leaf) is not { } names)
        {
            Tell(Severity.Error, TransportCodes.WrongContent, $"the alternative names of `{svid.Id}` are malformed", Help);
            return null;
        }

        if (SvidRules.Check(leaf, names, out _) is { } wrong) Tell(Severity.Error, TransportCodes.WrongPurpose, $"the certificate of `{svid.Id}` is no X.509-SVID: {wrong}", Help);
        else if (names.Uris[0] != svid.Id.Text) Tell(Severity.Error, TransportCodes.WrongContent, $"the certificate of `{svid.Id}` is that of `{names.Uris[0]}`", Help);
        var (from, until) = (leaf.NotBefore.ToUniversalTime(), leaf.NotAfter.ToUniversalTime());
        if (from > _now.UtcDateTime) Tell(Severity.Error, TransportCodes.NotValidNow, $"the certificate of `{svid.Id}` is not valid before {from:u}", "look at the clock of this machine");
        else if (until < _now.UtcDateTime) Tell(Severity.Error, TransportCodes.NotValidNow, $"the certificate of `{svid.Id}` expired at {until:u}", "look whether the Workload API can reach its server");
        try
        {
            return X509Certificate2.CreateFromPem(leaf.ExportCertificatePem(), PemEncoding.WriteString("PRIVATE KEY", svid.Key));
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            Tell(Severity.Error, TransportCodes.KeyOfAnother, $"the key of `{svid.Id}` is not that of its certificate", Help);
            return null;
        }
    }

    // what another trust domain says of itself must not keep this server from its own identity: of an authority that cannot be one nobody is believed
    private X509Certificate2Collection Authorities(string domain, ImmutableArray<byte[]> bundle)
    {
        var authorities = new X509Certificate2Collection();
        foreach (var bytes in bundle)
        {
            var certificate = X509CertificateLoader.LoadCertificate(bytes);
            if (RootAuthority.Is(certificate)) authorities.Add(certificate);
            else Tell(Severity.Warning, TransportCodes.WrongPurpose, $"`{certificate.Subject}` in the bundle of `{domain}` is no root authority, and vouches for nobody", "name authorities there that have signed themselves");
        }

        return authorities;
    }

    private RevocationLists? Lists(ImmutableArray<byte[]> ders, X509Certificate2[] authorities, RevocationLists? before)
    {
        if (ders.IsEmpty) return null;
        var lists = ImmutableArray.CreateBuilder<RevocationList>();
        var unusable = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        var hasNameless = false;
        for (var i = 0; i < ders.Length; i++)
        {
            var which = $"list {i + 1} of revoked certificates";
            try
            {
                var list = RevocationList.Read(ders[i]);
                if (list.Problem(authorities, ref _numbers) is { } problem)
                {
                    Wrong($"{which} {problem}, and no certificate of its issuer is believed that no other list of it is for");
                    unusable.Add(list.Issuer);
                    continue;
                }

                lists.Add(list);
                if (!list.HoldsAt(_now)) Tell(Severity.Warning, TransportCodes.NotValidNow, $"{which} does not hold now, and no certificate of its issuer is believed", "look whether the Workload API can reach its server");
            }
            catch (AsnContentException)
            {
                Unread(ders[i], $"{which} is malformed");
            }
            catch (NotSupportedException exception)
            {
                Unread(ders[i], $"{which} cannot be used: {exception.Message}");
            }
        }

        return new RevocationLists(lists.ToImmutable())
        {
            AreOfEachAuthority = false,
            Unusable = unusable.ToImmutable(),
            HasNameless = hasNameless,
            Former = [.. RevocationLists.Outlasting(before, lists, authorities, issuer => hasNameless || unusable.Contains(issuer))],
        };

        void Unread(byte[] der, string why)
        {
            var issuer = RevocationList.IssuerOf(der);
            if (issuer is null) hasNameless = true;
            else unusable.Add(issuer);
            Wrong($"{why}, and no certificate of {(issuer is null ? "any authority" : "its issuer")} is believed that no other list of it is for");
        }
    }

    private void Wrong(string message) => Tell(Severity.Error, TransportCodes.UntrustedList, message, "look at what its authority publishes");

    private void Tell(Severity severity, string code, string message, string help) => _findings.Add(new SourceDiagnostic(code, severity, new SourceLocation(_place, ""), message, help));
}
