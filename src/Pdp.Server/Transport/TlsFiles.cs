using System.Collections.Immutable;
using System.Security.Cryptography;
using Pdp.Engine.Sources;
using Pdp.Server.Settings;

namespace Pdp.Server.Transport;

/// <summary>All files of the server's encryption, as they were read at one time.</summary>
/// <param name="Certificate">The certificate.</param>
/// <param name="Key">Its key.</param>
/// <param name="ClientAuthorities">The authorities of clients; null: none are named.</param>
/// <param name="SpiffeBundles">The authorities of trust domains, by trust domain.</param>
/// <param name="Revoked">The lists of revoked certificates; null: none are named.</param>
internal sealed record TlsFiles(
    TlsFile Certificate, TlsFile Key, TlsFile? ClientAuthorities, ImmutableSortedDictionary<string, TlsFile> SpiffeBundles, TlsFile? Revoked) : ITlsMaterial
{
    /// <inheritdoc/>
    public string Digest { get; private init; } = "";

    /// <inheritdoc/>
    public string TrustDigest { get; private init; } = "";

    /// <summary>Certificate and key are two files, that nobody can change as one.</summary>
    public bool MayBeTorn => true;

    /// <inheritdoc/>
    public (TlsSnapshot? Snapshot, IReadOnlyList<SourceDiagnostic> Findings) Load(TlsSnapshot? before, DateTimeOffset now) =>
        TlsLoading.Load(this, before, now);

    /// <summary>Reads them.</summary>
    public static TlsFiles Read(TlsOptions options) => Read(options, TlsFile.Read(options.Certificate!, "--tls-cert"), TlsFile.Read(options.Key!, "--tls-key"));

    /// <summary>Reads those of clients, beside a certificate and its key that come from elsewhere.</summary>
    public static TlsFiles Read(TlsOptions options, TlsFile certificate, TlsFile key)
    {
        var files = new TlsFiles(
            certificate, key,
            options.ClientAuthorities is { } authorities ? TlsFile.Read(authorities, "--tls-client-ca") : null,
            options.SpiffeBundles.ToImmutableSortedDictionary(static one => one.Key, static one => TlsFile.Read(one.Value, "--tls-spiffe-bundles"), StringComparer.Ordinal),
            options.Revoked is { } revoked ? TlsFile.Read(revoked, "--tls-crl") : null);
        TlsFile?[] trust = [files.ClientAuthorities, .. files.SpiffeBundles.Values, files.Revoked];
        return files with { Digest = DigestOf([files.Certificate, files.Key, .. trust]), TrustDigest = DigestOf(trust) };
    }

    private static string DigestOf(ReadOnlySpan<TlsFile?> files)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files) file?.AddTo(digest);
        return Convert.ToHexString(digest.GetHashAndReset());
    }
}
