using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pdp.Client;

/// <summary>What the files of <see cref="PdpTlsOptions"/> hold at a time.</summary>
internal sealed class TlsMaterial
{
    private readonly X509Certificate2Collection? _authorities;
    private readonly SslStreamCertificateContext? _own;

    private TlsMaterial(X509Certificate2Collection? authorities, SslStreamCertificateContext? own) => (_authorities, _own) = (authorities, own);

    /// <summary>Reads the files.</summary>
    /// <exception cref="IOException">One cannot be read.</exception>
    /// <exception cref="CryptographicException">One does not hold what it should.</exception>
    /// <exception cref="UnauthorizedAccessException">One may not be read.</exception>
    public static TlsMaterial Read(PdpTlsOptions options)
    {
        X509Certificate2Collection? authorities = null;
        if (options.CertificateAuthorityFile is { } file)
        {
            authorities = [];
            authorities.ImportFromPemFile(file);
            if (authorities.Count == 0) throw new CryptographicException($"`{file}` holds no certificate");
        }

        return new TlsMaterial(authorities, options is { CertificateFile: { } certificate, KeyFile: { } key } ? Own(certificate, key) : null);
    }

    /// <summary>How connections are encrypted.</summary>
    public SslClientAuthenticationOptions Options()
    {
        // nothing is fetched from where a certificate points to
        var chain = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (_authorities is not null)
        {
            chain.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.CustomTrustStore.AddRange(_authorities);
        }

        return new SslClientAuthenticationOptions { CertificateChainPolicy = chain, ClientCertificateContext = _own };
    }

    private static SslStreamCertificateContext Own(string certificateFile, string keyFile)
    {
        var own = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        if (OperatingSystem.IsWindows())
        {
            // its TLS takes no key that exists in memory only
            using var ephemeral = own;
            own = X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12), password: null);
        }

        var between = new X509Certificate2Collection();
        between.ImportFromPemFile(certificateFile);
        return SslStreamCertificateContext.Create(own, between, offline: true);
    }
}
