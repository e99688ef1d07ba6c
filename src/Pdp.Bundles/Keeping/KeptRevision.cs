using System.Collections.Immutable;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Folders;
using Pdp.Bundles.Loading;
using Pdp.Bundles.Revisions;

namespace Pdp.Bundles.Keeping;

/// <summary>A revision that was in force, as it was kept: not loaded yet.</summary>
public sealed class KeptRevision
{
    /// <summary>So many revisions that had been in force are kept by their names.</summary>
    public const int MostServed = 1000;

    private const int LongestServed = 256;

    private readonly IReadOnlyList<FolderFile> _files;

    internal KeptRevision(KeptHeader header, IReadOnlyList<FolderFile> files, DateTimeOffset reachedAt)
    {
        ReachedAt = reachedAt;
        Header = header;
        _files = files;
        Marks = VersionMarks.From(header.Versions, header.Sequences);
    }

    /// <summary>The place that it came from, as its source was named.</summary>
    public string Place => Header.Place;

    /// <summary>What tells its source from others.</summary>
    public string Source => Header.Source;

    /// <summary>What tells its documents from others: as <see cref="Bundle.Content"/>.</summary>
    public string Content => ContentDigest.Of(_files);

    /// <summary>The revision.</summary>
    public string Revision => Header.Revision;

    /// <summary>Since when it was in force.</summary>
    public DateTimeOffset ActiveSince => Header.ActiveSince;

    /// <summary>When the place was reached last.</summary>
    public DateTimeOffset ReachedAt { get; }

    /// <summary>What the place said of it.</summary>
    public BundleOrigin Origin => new() { IsArchive = Header.IsArchive, Commit = Header.Commit, Sequence = Header.Sequence, NotAfter = Header.NotAfter };

    /// <summary>What had been in force until then.</summary>
    public VersionMarks Marks { get; }

    /// <summary>The revisions that had been in force until then, or come before one that had, the latest last.</summary>
    public ImmutableArray<string> Served => Bounded(Header.Served ?? []);

    internal KeptHeader Header { get; }

    /// <summary>Loads it, as it would be from its place.</summary>
    /// <param name="options">Bounds on what is read.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public LoadResult Load(LoadOptions? options = null, CancellationToken cancellation = default) =>
        BundleLoader.Load(new PolicyState(Place, Header.Name, Revision, Origin, _files), previous: null, options, cancellation);

    internal static ImmutableArray<string> Bounded(IReadOnlyList<string> served) =>
        [.. served.Where(static one => one is { Length: > 0 and <= LongestServed }).TakeLast(MostServed)];
}
