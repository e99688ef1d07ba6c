namespace Pdp.Bundles;

/// <summary>What the place that a bundle was read from says of it, beyond its documents.</summary>
public sealed record BundleOrigin
{
    /// <summary>The place says nothing.</summary>
    public static BundleOrigin Unknown { get; } = new();

    /// <summary>Whether it is a bundle archive, which may have a sequence: one that has none does not follow one that has.</summary>
    public bool IsArchive { get; init; }

    /// <summary>The id of the git commit that it is, from which any later one has to descend; null: it is none.</summary>
    public string? Commit { get; init; }

    /// <summary>A number that only grows from one bundle of a source to the next; null: the source has none.</summary>
    public long? Sequence { get; init; }

    /// <summary>From when on it must not be relied upon any more; null: it does not expire.</summary>
    public DateTimeOffset? NotAfter { get; init; }
}
