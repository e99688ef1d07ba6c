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
    private int _errorsOfLists;

    private TlsLoading(DateTimeOffset now, string settings) => (_now, _settings) = (now, settings);

    /// <summary>Makes it.</summary>
    /// <param name="files">The files.</param>
    /// <param name="before">What is in force; null: nothing yet, and then nothing may be wrong.</param>
    /// <param name="now">The time.</param>
    /// <returns>The encryption, null when anything is wrong but lists of revoked certificates; and what is to be told.</returns>
    public static (TlsSnapshot? Snapshot, IReadOnlyList<SourceDiagnostic> Findings) Load(
        TlsFiles files, TlsSnapshot? before, DateTimeOffset now)
    {
        var loading = new TlsLoading(now, "--tls");
        var snapshot = loading.Load(files, before);
        return (loading.IsWrong(before is null) ? null : snapshot, loading._findings);
    }

    /// <summary>Makes of files alone whose certificates are believed.</summary>
    /// <param name="files">The files.</param>
    /// <param name="settings">How the settings begin that name them.</param>
    /// <param name="before">What is in force; null: nothing yet, and then nothing may be wrong.</param>
    /// <param name="numbers">The highest numbers of lists of revoked certificates that were seen; becomes those with the lists of these files.</param>
    /// <param name="now">The time.</param>
    /// <param name="findings">What is to be told.</param>
    /// <returns>Null when anything is wrong but lists of revoked certificates.</returns>
    public static ClientTrust? LoadTrust(
        TrustFiles files, string settings, ClientTrust? before, ref ImmutableDictionary<string, BigInteger> numbers, DateTimeOffset now, out IReadOnlyList<SourceDiagnostic> findings)
    {
        var loading = new TlsLoading(now, settings);
        var seen = numbers;
        var trust = loading.Trust(files.ClientAuthorities, files.SpiffeBundles, files.Revoked, before?.Revoked, ref seen);
        findings = loading._findings;
        if (loading.IsWrong(before is null)) return null;
        numbers = seen;
        return trust;
    }

    // authorities that were taken away must not stay for the sake of a list; in place of one that cannot be used, the one before counts
    private bool IsWrong(bool isStart) => Errors > (isStart ? 0 : _errorsOfLists);

    private int Errors => _findings.Count(static one => one.Severity == Severity.Error);

    private TlsSnapshot? Load(TlsFiles files, TlsSnapshot? before)
    {
        var numbers = before?.CrlNumbers ?? ImmutableDictionary<string, BigInteger>.Empty;
        var own = Certificates(files.Certificate, "--tls-cert");
        if (own.Count > 0) CheckServer(files.Certificate, own[0]);
        var identity = WithKey(files.Key, own.Count > 0 ? own[0] : null);
        var trust = Trust(files.ClientAuthorities, files.SpiffeBundles, files.Revoked, before?.Trust?.Revoked, ref numbers);
        if (identity is null || IsWrong(before is null)) return null;
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

    private ClientTrust? Trust(
        TlsFile? clients, ImmutableSortedDictionary<string, TlsFile> domains, TlsFile? lists, RevocationLists? before, ref ImmutableDictionary<string, BigInteger> numbers)
    {
        var authorities = clients is not null ? Authorities(clients, $"{_settings}-client-ca") : null;
        var bundles = domains.ToImmutableSortedDictionary(static one => one.Key, one => Authorities(one.Value, $"{_settings}-spiffe-bundles"), StringComparer.Ordinal);
        X509Certificate2[] all = [.. authorities ?? [], .. bundles.Values.SelectMany(static one => one)];
        var errors = Errors;
        var revoked = lists is not null ? Lists(lists, all, before, ref numbers) : null;
        _errorsOfLists = Errors - errors;
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

    // what cannot be read says nothing: what was read before counts, until it runs out. It is what revokes, so that it must not go
    private RevocationLists Lists(TlsFile file, X509Certificate2[] authorities, RevocationLists? before, ref ImmutableDictionary<string, BigInteger> numbers)
    {
        if (Blocks(file) is not { } blocks) return before ?? new RevocationLists([]);
        var lists = ImmutableArray.CreateBuilder<RevocationList>();
        var faulty = new HashSet<string>(StringComparer.Ordinal);
        var (hasNameless, count) = (false, 0);
        foreach (var (_, bytes) in blocks.Where(static one => one.Label == ListLabel))
        {
            var which = $"list {++count} in it";
            try
            {
                var list = RevocationList.Read(bytes);
                if (list.Problem(authorities, ref numbers) is { } problem)
                {
                    Wrong(file, $"{which} {problem}");
                    faulty.Add(list.Issuer);
                    continue;
                }

                lists.Add(list);
                if (!list.HoldsAt(_now))
                {
                    Error(
                        TransportCodes.NotValidNow, file, list.From > _now ? $"{which} does not hold before {list.From:u}" : $"{which} held until {list.Until:u}",
                        "fetch the present one from its authority");
                }
            }
            catch (AsnContentException)
            {
                Unread(bytes, $"{which} is malformed");
            }
            catch (NotSupportedException exception)
            {
                Unread(bytes, $"{which} cannot be used: {exception.Message}");
            }
        }

        if (count == 0)
        {
            hasNameless = true;
            Error(TransportCodes.WrongContent, file, "there is no list of revoked certificates in it", $"name a file of PEM (`-----BEGIN X509 CRL-----`) with `{_settings}-crl FILE`");
        }

        lists.AddRange(RevocationLists.Outlasting(before, lists, authorities, issuer => hasNameless || faulty.Contains(issuer)));
        return new RevocationLists(lists.ToImmutable());

        void Unread(byte[] der, string why)
        {
            if (RevocationList.IssuerOf(der) is { } issuer) faulty.Add(issuer);
            else hasNameless = true;
            Wrong(file, why);
        }
    }

    private void Wrong(TlsFile file, string message) => Error(TransportCodes.UntrustedList, file, message, "fetch the present one from its authority");

    private void Error(string code, TlsFile file, string message, string help) =>
        _findings.Add(new SourceDiagnostic(code, Severity.Error, new SourceLocation(file.Path, ""), message, help));
}
