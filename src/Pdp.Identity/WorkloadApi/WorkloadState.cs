using System.Collections.Immutable;

namespace Pdp.Identity.WorkloadApi;

/// <summary>All that the Workload API says of X.509 at one time: what is not in it is withdrawn.</summary>
/// <param name="Svids">The identities of this workload; the first is the one to use by default.</param>
/// <param name="Bundles">The authorities of each trust domain, as DER; one that has none has nobody who is believed.</param>
/// <param name="RevocationLists">Lists of revoked certificates, as DER.</param>
public sealed record WorkloadState(
    ImmutableArray<WorkloadSvid> Svids, ImmutableSortedDictionary<string, ImmutableArray<byte[]>> Bundles, ImmutableArray<byte[]> RevocationLists);
