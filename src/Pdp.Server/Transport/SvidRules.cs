using System.Security.Cryptography.X509Certificates;
using Pdp.Identity.Spiffe;

namespace Pdp.Server.Transport;

/// <summary>What an X.509-SVID has to be besides issued by its trust domain (X509-SVID, sections 2 to 5).</summary>
internal static class SvidRules
{
    private const string ServerPurpose = "1.3.6.1.5.5.7.3.1";
    private const string ClientPurpose = "1.3.6.1.5.5.7.3.2";
    private const int EmptyName = 2;

    /// <summary>What is wrong with the certificate of a workload.</summary>
    /// <param name="leaf">The certificate.</param>
    /// <param name="names">Its alternative names.</param>
    /// <param name="domain">The trust domain that it says it is of; null when something is wrong.</param>
    /// <returns>Null when nothing is.</returns>
    public static string? Check(X509Certificate2 leaf, AlternativeNames names, out string? domain)
    {
        domain = null;
        if (names.Uris.Length != 1) return $"it has {names.Uris.Length} URIs, and an X.509-SVID has exactly one";
        var found = SpiffeId.Parse(names.Uris[0]);
        if (found is null) return "its URI is no SPIFFE ID";
        if (found.Path.Length == 0) return "its SPIFFE ID has no path: it names a trust domain, and no workload";
        if (leaf.SubjectName.RawData.Length == EmptyName && !names.IsCritical) return "its subject is empty, and its alternative names are not critical";
        if (leaf.Extensions.OfType<X509BasicConstraintsExtension>().Any(static one => one.CertificateAuthority)) return "it is an authority's";
        var usages = leaf.Extensions.OfType<X509KeyUsageExtension>().ToArray();
        if (usages is not [{ Critical: true } usage]) return "it has no critical key usage";
        if (!usage.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature)) return "its key may not sign (digitalSignature)";
        if ((usage.KeyUsages & (X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign)) != 0) return "its key may sign certificates or revocations";
        foreach (var extended in leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>())
        {
            var purposes = extended.EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>().Select(static one => one.Value).ToArray();
            if (!purposes.Contains(ServerPurpose) || !purposes.Contains(ClientPurpose)) return "it is not both for servers and for clients (extended key usage)";
        }

        domain = found.TrustDomain;
        return null;
    }

    /// <summary>What is wrong with the certificate of an authority between a workload and its trust domain's.</summary>
    public static string? CheckAuthority(X509Certificate2 authority) => AlternativeNames.Of(authority) switch
    {
        null => "the alternative names of an authority are malformed",
        { Uris: var uris } when uris.Any(static uri => SpiffeId.Parse(uri) is { Path.Length: > 0 }) =>
            "the SPIFFE ID of an authority names a workload",
        _ => null,
    };
}
