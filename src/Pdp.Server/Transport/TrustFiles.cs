using System.Collections.Immutable;
using System.Security.Cryptography;
using Pdp.Server.Settings;

namespace Pdp.Server.Transport;

/// <summary>Files that say whose certificates are believed, as they were read at one time.</summary>
/// <param name="ClientAuthorities">The authorities of those that are no workloads; null: none are named.</param>
/// <param name="SpiffeBundles">The authorities of trust domains, by trust domain.</param>
/// <param name="Revoked">The lists of revoked certificates; null: none are named.</param>
internal sealed record TrustFiles(TlsFile? ClientAuthorities, ImmutableSortedDictionary<string, TlsFile> SpiffeBundles, TlsFile? Revoked)
{
    /// <summary>Tells them apart from others.</summary>
    public string Digest { get; private init; } = "";

    /// <summary>Reads them.</summary>
    /// <param name="options">Their names.</param>
    /// <param name="settings">How the settings begin that name them.</param>
    public static TrustFiles Read(TrustOptions options, string settings)
    {
        var files = new TrustFiles(
            options.ClientAuthorities is { } authorities ? TlsFile.Read(authorities, $"{settings}-client-ca") : null,
            options.SpiffeBundles.ToImmutableSortedDictionary(static one => one.Key, one => TlsFile.Read(one.Value, $"{settings}-spiffe-bundles"), StringComparer.Ordinal),
            options.Revoked is { } revoked ? TlsFile.Read(revoked, $"{settings}-crl") : null);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in (TlsFile?[])[files.ClientAuthorities, .. files.SpiffeBundles.Values, files.Revoked]) file?.AddTo(digest);
        return files with { Digest = Convert.ToHexString(digest.GetHashAndReset()) };
    }
}
