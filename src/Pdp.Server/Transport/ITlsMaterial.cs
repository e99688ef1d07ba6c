using System.Collections.Immutable;
using System.Numerics;
using Pdp.Engine.Sources;

namespace Pdp.Server.Transport;

/// <summary>What encryption is made of, as it was at one time.</summary>
internal interface ITlsMaterial
{
    /// <summary>Tells it apart from another.</summary>
    string Digest { get; }

    /// <summary>Tells what of it says who may connect apart from other such.</summary>
    string TrustDigest { get; }

    /// <summary>Whether it may be read in the middle of a change; what is wrong with it is told only when it stays so.</summary>
    bool MayBeTorn { get; }

    /// <summary>Makes the encryption.</summary>
    /// <param name="numbers">The highest numbers of lists of revoked certificates that were seen.</param>
    /// <param name="now">The time.</param>
    /// <returns>The encryption, null when anything is wrong; and what is to be told.</returns>
    (TlsSnapshot? Snapshot, IReadOnlyList<SourceDiagnostic> Findings) Load(ImmutableDictionary<string, BigInteger> numbers, DateTimeOffset now);
}
