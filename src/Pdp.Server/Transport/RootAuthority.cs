using System.Security.Cryptography.X509Certificates;

namespace Pdp.Server.Transport;

/// <summary>Which certificates can be believed for themselves.</summary>
internal static class RootAuthority
{
    /// <summary>Whether one is an authority's that has signed itself: another would be taken for one that is only on the way to a root.</summary>
    public static bool Is(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(static one => one.CertificateAuthority)
        && certificate.Extensions.OfType<X509KeyUsageExtension>().All(static one => one.KeyUsages.HasFlag(X509KeyUsageFlags.KeyCertSign))
        && certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
