using System.Collections.Immutable;

namespace Pdp.Server.Settings;

/// <summary>Files that say whose certificates are believed.</summary>
internal sealed record TrustOptions
{
    /// <summary>There are none.</summary>
    public static TrustOptions None { get; } = new();

    /// <summary>The file of the authorities of those that are no workloads; null: none.</summary>
    public string? ClientAuthorities { get; init; }

    /// <summary>The files of the authorities of SPIFFE trust domains, by trust domain.</summary>
    public ImmutableSortedDictionary<string, string> SpiffeBundles { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The file of the lists of certificates that are revoked; null: there are none.</summary>
    public string? Revoked { get; init; }

    /// <summary>Whether anybody is believed.</summary>
    public bool IsOn => ClientAuthorities is not null || !SpiffeBundles.IsEmpty;
}
