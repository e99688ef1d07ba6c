using System.Collections.Immutable;
using Pdp.Identity.Spiffe;

namespace Pdp.Identity.WorkloadApi;

/// <summary>An identity of this workload, as the Workload API gave it. That it keeps to the rules of X.509-SVIDs is yet to be seen.</summary>
/// <param name="Id">Its SPIFFE ID, as the message says.</param>
/// <param name="Chain">Its certificate, and those between it and its authority, as DER.</param>
/// <param name="Key">Its private key, PKCS #8 as DER. It fits the certificate.</param>
/// <param name="Hint">What the operator of the Workload API says that it is for; may be empty.</param>
public sealed record WorkloadSvid(SpiffeId Id, ImmutableArray<byte[]> Chain, byte[] Key, string Hint);
