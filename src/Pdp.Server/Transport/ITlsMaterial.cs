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
    /// <param name="before">What is in force; null: nothing yet, and then nothing may be wrong.</param>
    /// <param name="now">The time.</param>
    /// <returns>
    /// The encryption, null when nothing of it can be taken; and what is to be told. When that is an error, it holds what may not wait for its
    /// mending: that others are believed, and fewer.
    /// </returns>
    (TlsSnapshot? Snapshot, IReadOnlyList<SourceDiagnostic> Findings) Load(TlsSnapshot? before, DateTimeOffset now);
}
