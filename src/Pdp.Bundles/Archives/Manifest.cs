using System.Collections.Immutable;

namespace Pdp.Bundles.Archives;

/// <summary>What a bundle archive says of itself, all of which a signature covers.</summary>
/// <param name="Name">The bundle's name.</param>
/// <param name="Revision">
/// The git commit that the documents are; that, <c>+</c> and 12 digits of the digest of the documents when they are not quite; or
/// <c>sha256:</c> and that digest.
/// </param>
/// <param name="Facts">What whoever built it says besides.</param>
/// <param name="Files">The documents, by path.</param>
public sealed record Manifest(string Name, string Revision, ManifestFacts Facts, ImmutableArray<ManifestFile> Files)
{
    /// <summary>The git commit in the revision; null: there is none.</summary>
    public string? Commit => Revision.Contains(':', StringComparison.Ordinal) ? null : Revision.Split('+')[0];
}

/// <summary>What is said of a bundle that does not follow from its documents.</summary>
public sealed record ManifestFacts
{
    /// <summary>The largest sequence: larger whole numbers are not the same to every reader of JSON.</summary>
    public const long LargestSequence = 9_007_199_254_740_991;

    /// <summary>A number from 1 that grows from one bundle to the next; null: it has none.</summary>
    public long? Sequence { get; init; }

    /// <summary>From when on it must not be relied upon; null: it does not expire.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>When it was built; null: that is not told.</summary>
    public DateTimeOffset? Created { get; init; }
}

/// <summary>A document of a bundle archive.</summary>
/// <param name="Path">Path below the policy root, with forward slashes.</param>
/// <param name="Size">Its octets.</param>
/// <param name="Sha256">The SHA-256 of its octets, in lower-case hexadecimal.</param>
public sealed record ManifestFile(string Path, long Size, string Sha256);
