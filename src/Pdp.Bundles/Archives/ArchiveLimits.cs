namespace Pdp.Bundles.Archives;

/// <summary>Bounds on the reading of a bundle archive. What the documents may be together is bounded by <see cref="LoadOptions"/>.</summary>
public sealed record ArchiveLimits
{
    /// <summary>Largest archive as it is sent, in bytes.</summary>
    public long MaxArchiveBytes { get; init; } = 128L * 1024 * 1024;

    /// <summary>
    /// Largest manifest, in bytes. Until the signature over it is found to be right nothing else is unpacked, so that this bounds
    /// what a stranger can make a reader do.
    /// </summary>
    public int MaxManifestBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Longest path of a document, in bytes of UTF-8.</summary>
    public int MaxPathBytes { get; init; } = 4096;
}
