using System.Net;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pdp.Server.Tests.Transport;

/// <summary>An authority that issues certificates of every kind, right and wrong.</summary>
internal sealed class Authority
{
    private const string ServerPurpose = "1.3.6.1.5.5.7.3.1";
    private const string ClientPurpose = "1.3.6.1.5.5.7.3.2";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public Authority(string name, Authority? issuer = null, string? uri = null)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        if (uri is not null) request.CertificateExtensions.Add(Names([uri], [], critical: false));
        Certificate = issuer is null
            ? request.CreateSelfSigned(Now.AddDays(-30), Now.AddDays(30))
            : request.Create(issuer.Certificate, Now.AddDays(-20), Now.AddDays(20), Serial()).CopyWithPrivateKey(_key);
    }

    public X509Certificate2 Certificate { get; }

    public string Pem => Certificate.ExportCertificatePem();

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>A server's certificate for this machine.</summary>
    public Issued Server(string name = "localhost", bool isExpired = false, params string[] purposes)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        if (purposes.Length > 0) request.CertificateExtensions.Add(Purposes(purposes));
        return Sign(request, key, isExpired);
    }

    /// <summary>A client's certificate.</summary>
    public Issued Client(string name, bool isExpired = false, params string[] purposes)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(Purposes(purposes.Length == 0 ? [ClientPurpose] : purposes));
        return Sign(request, key, isExpired);
    }

    /// <summary>A workload's certificate.</summary>
    /// <param name="uris">Its URIs.</param>
    /// <param name="change">What is wrong with it.</param>
    public Issued Workload(IReadOnlyList<string> uris, Svid? change = null)
    {
        var svid = change ?? new Svid();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(svid.Subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(Names(uris, svid.Dns, svid.CriticalNames));
        if (svid.Authority is { } isAuthority) request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        if (svid.Usage is { } usage) request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, svid.CriticalUsage));
        if (svid.Purposes is { } purposes) request.CertificateExtensions.Add(Purposes(purposes));
        foreach (var extension in svid.Others) request.CertificateExtensions.Add(extension);
        return Sign(request, key, svid.IsExpired);
    }

    /// <summary>A certificate that another's holder has issued, who may not.</summary>
    public static Issued ByLeaf(Issued leaf, string uri)
    {
        using var issuer = leaf.Whole();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=leaf of a leaf", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(Names([uri], [], critical: false));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        using var made = request.Create(
            issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(issuer.GetECDsaPrivateKey()!), Now.AddDays(-1), Now.AddDays(1), Serial());
        return new Issued(made.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A list of revoked certificates, as PEM.</summary>
    public string Revoke(int number, TimeSpan? until = null, params Issued[] revoked)
    {
        var list = new CertificateRevocationListBuilder();
        foreach (var one in revoked)
        {
            using var certificate = one.Whole();
            list.AddEntry(certificate);
        }

        return PemEncoding.WriteString("X509 CRL", list.Build(Certificate, new BigInteger(number), Now.Add(until ?? TimeSpan.FromDays(1)), HashAlgorithmName.SHA256, thisUpdate: Now.AddDays(-2)));
    }

    private static byte[] Serial() => [1, .. RandomNumberGenerator.GetBytes(15)];

    private static X509EnhancedKeyUsageExtension Purposes(IEnumerable<string> purposes)
    {
        var oids = new OidCollection();
        foreach (var purpose in purposes) oids.Add(new Oid(purpose switch { "server" => ServerPurpose, "client" => ClientPurpose, _ => purpose }));
        return new X509EnhancedKeyUsageExtension(oids, critical: false);
    }

    private static X509Extension Names(IEnumerable<string> uris, IEnumerable<string> dns, bool critical)
    {
        // the framework's own builder takes no URI that is none
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var one in dns) writer.WriteCharacterString(System.Formats.Asn1.UniversalTagNumber.IA5String, one, new(System.Formats.Asn1.TagClass.ContextSpecific, 2));
            foreach (var one in uris) writer.WriteCharacterString(System.Formats.Asn1.UniversalTagNumber.IA5String, one, new(System.Formats.Asn1.TagClass.ContextSpecific, 6));
        }

        return new X509Extension("2.5.29.17", writer.Encode(), critical);
    }

    private Issued Sign(CertificateRequest request, ECDsa key, bool isExpired)
    {
        using var made = request.Create(Certificate, Now.AddDays(-15), isExpired ? Now.AddDays(-1) : Now.AddDays(15), Serial());
        return new Issued(made.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}

/// <summary>A certificate and its key, as PEM.</summary>
internal sealed record Issued(string Certificate, string Key)
{
    /// <summary>Both together.</summary>
    public X509Certificate2 Whole() => X509Certificate2.CreateFromPem(Certificate, Key);

    /// <summary>Without the key.</summary>
    public X509Certificate2 Public() => X509Certificate2.CreateFromPem(Certificate);
}

/// <summary>A workload's certificate: a right one, unless changed.</summary>
internal sealed record Svid
{
    public string Subject { get; init; } = "CN=workload";

    public bool CriticalNames { get; init; }

    public IReadOnlyList<string> Dns { get; init; } = [];

    public bool? Authority { get; init; } = false;

    public X509KeyUsageFlags? Usage { get; init; } = X509KeyUsageFlags.DigitalSignature;

    public bool CriticalUsage { get; init; } = true;

    public IReadOnlyList<string>? Purposes { get; init; } = ["server", "client"];

    public bool IsExpired { get; init; }

    public IReadOnlyList<X509Extension> Others { get; init; } = [];
}
