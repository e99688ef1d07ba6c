using System.Collections.Immutable;
using System.Net.Security;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Formats.Asn1;
using System.Text;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Server.Transport;

/// <summary>Makes the encryption of files, or tells all that is wrong with them.</summary>
internal sealed class TlsLoading
{
    private const string ServerPurpose = "1.3.6.1.5.5.7.3.1";
    private const string AnyPurpose = "2.5.29.37.0";
    private const string CertificateLabel = "CERTIFICATE";
    private const string ListLabel = "X509 CRL";

    private const UnixFileMode OfOthers = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;

    private readonly DateTimeOffset _now;
    private readonly string _settings;
    private readonly List<SourceDiagnostic> _findings = [];

    private TlsLoading(DateTimeOffset now, string settings) => (_now, _settings) = (now, settings);

    /// <summary>Makes it.</summary>
    /// <param name="files">The files.</param>
    /// <param name="numbers">The highest numbers of lists of revoked certificates that were seen.</param>
    /// <param name="now">The time.</param>
    /// <returns>The encryption, null when anything is wrong; and what is to be told.</returns>
    public static (TlsSnapshot? Snapshot, IReadOnlyList<SourceDiagnostic> Findings) Load(
        TlsFiles files, ImmutableDictionary<string, BigInteger> numbers, DateTimeOffset now)
    {
        var loading = new TlsLoading(now, "--tls");
        var snapshot = loading.Load(files, numbers);
        return (loading._findings.Exists(static one => one.Severity == Severity.Error) ? null : snapshot, loading._findings);
    }

    /// <summary>Makes of files alone whose certificates are believed.</summary>
    /// <param name="files">The files.</param>
    /// <param name="settings">How the settings begin that name them.</param>
    /// <param name="numbers">The highest numbers of lists of revoked certificates that were seen; becomes those with the lists of these files.</param>
    /// <param name="now">The time.</param>
    /// <param name="findings">What is to be told.</param>
    /// <returns>Null when anything is wrong.</returns>
    public static ClientTrust? LoadTrust(
        TrustFiles files, string settings, ref ImmutableDictionary<string, BigInteger> numbers, DateTimeOffset now, out IReadOnlyList<SourceDiagnostic> findings)
    {
        var loading = new TlsLoading(now, settings);
        var seen = numbers;
        var trust = loading.Trust(files.ClientAuthorities, files.SpiffeBundles, files.Revoked, ref seen);
        findings = loading._findings;
        if (loading._findings.Exists(static one => one.Severity == Severity.Error)) return null;
        numbers = seen;
        return trust;
    }

    private TlsSnapshot? Load(TlsFiles files, ImmutableDictionary<string, BigInteger> numbers)
    {
        var own = Certificates(files.Certificate, "--tls-cert");
        if (own.Count > 0) CheckServer(files.Certificate, own[0]);
        var identity = WithKey(files.Key, own.Count > 0 ? own[0] : null);
        var trust = Trust(files.ClientAuthorities, files.SpiffeBundles, files.Revoked, ref numbers);
        if (identity is null || _findings.Exists(static one => one.Severity == Severity.Error)) return null;
        try
        {
            return new TlsSnapshot(identity, SslStreamCertificateContext.Create(identity, [.. own.Skip(1)], offline: true), trust, files, numbers);
        }
        catch (CryptographicException exception)
        {
            Error(TransportCodes.WrongContent, files.Certificate, $"it cannot be used: {exception.Message.TrimEnd('.')}", "name another with `--tls-cert FILE`");
            return null;
        }
    }

    private ClientTrust? Trust(TlsFile? clients, ImmutableSortedDictionary<string, TlsFile> domains, TlsFile? lists, ref ImmutableDictionary<string, BigInteger> numbers)
    {
        var authorities = clients is not null ? Authorities(clients, $"{_settings}-client-ca") : null;
        var bundles = domains.ToImmutableSortedDictionary(static one => one.Key, one => Authorities(one.Value, $"{_settings}-spiffe-bundles"), StringComparer.Ordinal);
        X509Certificate2[] all = [.. authorities ?? [], .. bundles.Values.SelectMany(static one => one)];
        var revoked = lists is not null ? Lists(lists, all, ref numbers) : null;
        return authorities is null && bundles.IsEmpty ? null : new ClientTrust(authorities, bundles, revoked);
    }

    private List<X509Certificate2> Certificates(TlsFile file, string setting)
    {
        var certificates = new List<X509Certificate2>();
        if (Blocks(file) is not { } blocks) return certificates;
        foreach (var (_, bytes) in blocks.Where(static one => one.Label == CertificateLabel))
        {
            try
            {
                certificates.Add(X509CertificateLoader.LoadCertificate(bytes));
            }
            catch (CryptographicException)
            {
                Error(TransportCodes.WrongContent, file, $"certificate {certificates.Count + 1} in it is malformed", "have it issued again");
                return [];
            }
        }

        if (certificates.Count == 0) Error(TransportCodes.WrongContent, file, "there is no certificate in it", $"name a file of PEM (`-----BEGIN CERTIFICATE-----`) with `{setting} FILE`");
        return certificates;
    }

    private IReadOnlyList<(string Label, byte[] Bytes)>? Blocks(TlsFile file)
    {
        if (file.Problem is { } problem)
        {
            _findings.Add(problem);
            return null;
        }

        var blocks = PemBlocks.Read(file.Bytes);
        if (blocks is null)
            Error(TransportCodes.WrongContent, file, "it is broken off, or damaged", "write it beside the old one, and rename it over that");
        return blocks;
    }

    private void CheckServer(TlsFile file, X509Certificate2 certificate)
    {
        CheckTime(file, certificate);
        foreach (var extended in certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>())
        {
            if (extended.EnhancedKeyUsages.Cast<Oid>().Any(static one => one.Value is ServerPurpose or AnyPurpose)) continue;
            Error(
                TransportCodes.WrongPurpose, file, $"the certificate of `{certificate.Subject}` is not for servers (extended key usage)",
                "have one issued for serverAuth; the server's own has to be the first in the file");
        }
    }

    private void CheckTime(TlsFile file, X509Certificate2 certificate)
    {
        var from = certificate.NotBefore.ToUniversalTime();
        var until = certificate.NotAfter.ToUniversalTime();
        if (from > _now.UtcDateTime)
            Error(TransportCodes.NotValidNow, file, $"the certificate of `{certificate.Subject}` is not valid before {from:u}", "look at the clock of this machine");
        else if (until < _now.UtcDateTime)
            Error(TransportCodes.NotValidNow, file, $"the certificate of `{certificate.Subject}` expired at {until:u}", "have it renewed");
    }

    private X509Certificate2? WithKey(TlsFile file, X509Certificate2? certificate)
    {
        if (Blocks(file) is not { } blocks) return null;
        CheckMode(file);
        var keys = blocks.Where(static one => one.Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal)).ToArray();
        if (keys.Length != 1)
        {
            Error(TransportCodes.WrongContent, file, $"there are {keys.Length} private keys in it, and exactly one is needed", "name the file of the certificate's key with `--tls-key FILE`");
            return null;
        }

        if (keys[0].Label.StartsWith("ENCRYPTED", StringComparison.Ordinal) || Encoding.Latin1.GetString(file.Bytes).Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
        {
            Error(TransportCodes.WrongContent, file, "the key in it is encrypted, and nobody is there to give a password", "take the password off (`openssl pkey -in OLD -out NEW`), and keep the file to this user");
            return null;
        }

        if (certificate is null) return null;
        try
        {
            return X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), PemEncoding.WriteString(keys[0].Label, keys[0].Bytes));
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            Error(
                TransportCodes.KeyOfAnother, file, $"the key in it is not that of the certificate of `{certificate.Subject}`",
                "give the certificate and the key that were made together");
            return null;
        }
    }

    private void CheckMode(TlsFile file)
    {
        if (file.Mode is not { } mode) return;
        if ((mode & OfOthers) != 0)
        {
            Error(
                TransportCodes.ExposedKey, file, "others may read or write the private key in it",
                "keep it to this user (`chmod 600 FILE`; in Kubernetes `defaultMode: 0400`), and if it lay open for long have a new one made");
        }
        else if ((mode & UnixFileMode.GroupRead) != 0)
        {
            _findings.Add(new SourceDiagnostic(
                TransportCodes.ExposedKey, Severity.Warning, new SourceLocation(file.Path, ""), "everyone in the file's group may read the private key in it", "keep it to this user, if the group has others"));
        }
    }

    private X509Certificate2Collection Authorities(TlsFile file, string setting)
    {
        var certificates = Certificates(file, setting);
        foreach (var certificate in certificates)
        {
            if (!RootAuthority.Is(certificate))
            {
                Error(
                    TransportCodes.WrongPurpose, file, $"`{certificate.Subject}` is no root authority",
                    "name authorities that have signed themselves; clients send those between them and their own certificate");
            }
        }

        return [.. certificates];
    }

    private RevocationLists? Lists(TlsFile file, X509Certificate2[] authorities, ref ImmutableDictionary<string, BigInteger> numbers)
    {
        if (Blocks(file) is not { } blocks) return null;
        var lists = ImmutableArray.CreateBuilder<RevocationList>();
        foreach (var (_, bytes) in blocks.Where(static one => one.Label == ListLabel))
        {
            var which = $"list {lists.Count + 1} in it";
            try
            {
                var list = RevocationList.Read(bytes);
                lists.Add(list);
                Check(file, which, list, authorities, ref numbers);
            }
            catch (AsnContentException)
            {
                Wrong(file, $"{which} is malformed");
                return null;
            }
            catch (NotSupportedException exception)
            {
                Wrong(file, $"{which} cannot be used: {exception.Message}");
                return null;
            }
        }

        if (lists.Count == 0) Error(TransportCodes.WrongContent, file, "there is no list of revoked certificates in it", $"name a file of PEM (`-----BEGIN X509 CRL-----`) with `{_settings}-crl FILE`");
        return new RevocationLists(lists.ToImmutable()) { Vouched = [.. lists.Where(list => authorities.Any(one => list.IsNamed(one) && list.IsSignedBy(one)))] };
    }

    private void Check(TlsFile file, string which, RevocationList list, X509Certificate2[] authorities, ref ImmutableDictionary<string, BigInteger> numbers)
    {
        if (list.Problem(authorities, ref numbers) is { } problem) Wrong(file, $"{which} {problem}");
        if (!list.HoldsAt(_now))
        {
            Error(
                TransportCodes.NotValidNow, file, list.From > _now ? $"{which} does not hold before {list.From:u}" : $"{which} held until {list.Until:u}",
                "fetch the present one from its authority");
        }
    }

    private void Wrong(TlsFile file, string message) => Error(TransportCodes.UntrustedList, file, message, "fetch the present one from its authority");

    private void Error(string code, TlsFile file, string message, string help) =>
        _findings.Add(new SourceDiagnostic(code, Severity.Error, new SourceLocation(file.Path, ""), message, help));
}
