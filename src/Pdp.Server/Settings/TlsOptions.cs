using System.Collections.Immutable;
using Pdp.Identity.WorkloadApi;
using Pdp.Server.Transport.Vault;

namespace Pdp.Server.Settings;

/// <summary>How connections are encrypted, and who may connect.</summary>
internal sealed record TlsOptions
{
    /// <summary>No encryption.</summary>
    public static TlsOptions None { get; } = new();

    /// <summary>The file of the server's certificate, and of those between it and its authority; null: connections are not encrypted.</summary>
    public string? Certificate { get; init; }

    /// <summary>The file of its key.</summary>
    public string? Key { get; init; }

    /// <summary>The file of the authorities that vouch for clients; null: none.</summary>
    public string? ClientAuthorities { get; init; }

    /// <summary>The files of the authorities of SPIFFE trust domains, by trust domain.</summary>
    public ImmutableSortedDictionary<string, string> SpiffeBundles { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The file of the lists of certificates that are revoked; null: there are none.</summary>
    public string? Revoked { get; init; }

    /// <summary>The SPIFFE Workload API that all of these come from instead; null: they come from files.</summary>
    public WorkloadAddress? WorkloadApi { get; init; }

    /// <summary>Whether the environment says where the Workload API is.</summary>
    public bool FindsWorkloadApi { get; init; }

    /// <summary>How long the start waits for the first identity from the Workload API.</summary>
    public TimeSpan WorkloadWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The role of Vault's PKI that issues certificate and key instead; null: they come from files.</summary>
    public VaultAddress? Vault { get; init; }

    /// <summary>The names that Vault is asked for: hosts, addresses, URIs.</summary>
    public IReadOnlyList<string> VaultNames { get; init; } = [];

    /// <summary>The file of the token for Vault.</summary>
    public string? VaultTokenFile { get; init; }

    /// <summary>The file of the authorities that vouch for Vault; null: those of the system.</summary>
    public string? VaultAuthorities { get; init; }

    /// <summary>How often the files are looked at.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether connections over TCP are encrypted.</summary>
    public bool IsOn => Certificate is not null || WorkloadApi is not null || Vault is not null;

    /// <summary>Whether clients have to show a certificate.</summary>
    public bool AsksClients => WorkloadApi is not null || ClientAuthorities is not null || !SpiffeBundles.IsEmpty;
}
