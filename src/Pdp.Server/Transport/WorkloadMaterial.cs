using System.Collections.Immutable;
using System.Security.Cryptography;
using Pdp.Engine.Sources;
using Pdp.Identity.WorkloadApi;

namespace Pdp.Server.Transport;

/// <summary>What encryption is made of, as the Workload API says.</summary>
internal sealed class WorkloadMaterial : ITlsMaterial
{
    /// <summary>Takes it.</summary>
    /// <param name="state">What the Workload API says.</param>
    /// <param name="place">Where it is.</param>
    public WorkloadMaterial(WorkloadState state, string place)
    {
        State = state;
        Place = place;
        using var trust = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (domain, authorities) in state.Bundles)
        {
            Add(trust, System.Text.Encoding.UTF8.GetBytes(domain));
            foreach (var one in authorities) Add(trust, one);
            Add(trust, []);
        }

        foreach (var list in state.RevocationLists) Add(trust, list);
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var svid = state.Svids[0];
        foreach (var one in svid.Chain) Add(all, one);
        Add(all, svid.Key);
        TrustDigest = Convert.ToHexString(trust.GetHashAndReset());
        Digest = TrustDigest + Convert.ToHexString(all.GetHashAndReset());
    }

    /// <summary>What the Workload API says.</summary>
    public WorkloadState State { get; }

    /// <summary>Where it is.</summary>
    public string Place { get; }

    /// <inheritdoc/>
    public string Digest { get; }

    /// <inheritdoc/>
    public string TrustDigest { get; }

    /// <inheritdoc/>
    public bool MayBeTorn => false;

    /// <inheritdoc/>
    public (TlsSnapshot? Snapshot, IReadOnlyList<SourceDiagnostic> Findings) Load(TlsSnapshot? before, DateTimeOffset now) =>
        WorkloadLoading.Load(this, before, now);

    private static void Add(IncrementalHash hash, byte[] bytes)
    {
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
