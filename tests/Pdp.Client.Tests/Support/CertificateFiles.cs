using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pdp.Client.Tests.Support;

/// <summary>An authority, and files with the certificates that it issues.</summary>
internal sealed class CertificateFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pdp-certificates-").FullName;
    private readonly X509Certificate2 _authority;

    public CertificateFiles()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=authority {Guid.NewGuid():N}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _authority = request.CreateSelfSigned(Now.AddDays(-30), Now.AddDays(30));
        AuthorityFile = Path.Combine(_folder, "authority.pem");
        File.WriteAllText(AuthorityFile, _authority.ExportCertificatePem());
    }

    public string AuthorityFile { get; }

    public X509Certificate2 Authority => _authority;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>A certificate for a name.</summary>
    public X509Certificate2 Issue(string name, string file, bool isExpired = false)
    {
        var (certificate, key) = IssueFiles(name, file, isExpired);
        return X509Certificate2.CreateFromPemFile(certificate, key);
    }

    /// <summary>Files with a certificate for a name and its key, put in place whole.</summary>
    public (string Certificate, string Key) IssueFiles(string name, string file, bool isExpired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (name == "localhost") names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_authority, Now.AddDays(-20), isExpired ? Now.AddDays(-1) : Now.AddDays(20), Guid.NewGuid().ToByteArray());
        var (certificateFile, keyFile) = (Path.Combine(_folder, $"{file}.pem"), Path.Combine(_folder, $"{file}.key"));
        Put(certificateFile, certificate.ExportCertificatePem());
        Put(keyFile, key.ExportPkcs8PrivateKeyPem());
        return (certificateFile, keyFile);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Put(string file, string text)
    {
        File.WriteAllText(file + ".new", text);
        File.Move(file + ".new", file, overwrite: true);
    }
}
