using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Pdp.Server.Hosting;

namespace Pdp.Server.Telemetry.Export;

/// <summary>Who may vouch for a collector, where that is not whom the system trusts.</summary>
internal static class CollectorTrust
{
    /// <summary>Reads authorities.</summary>
    /// <param name="setting">The setting that names the file.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="StartUpException">It cannot be used.</exception>
    public static X509Certificate2Collection Read(string setting, string path)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(File.ReadAllText(path));
            return authorities.Count > 0 ? authorities : throw new StartUpException($"`{setting}`: cannot use `{path}`: it has no certificate in PEM, which begins with `-----BEGIN CERTIFICATE-----`", help: null, cause: null);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StartUpException($"`{setting}`: cannot use `{path}`: {exception.Message.TrimEnd('.')}", help: null, exception);
        }
    }

    /// <summary>Has a connection trust them, and nobody else; null: whom the system trusts.</summary>
    public static void Trust(this SocketsHttpHandler handler, X509Certificate2Collection? authorities)
    {
        if (authorities is null) return;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.AddRange(authorities);
        handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
    }
}
