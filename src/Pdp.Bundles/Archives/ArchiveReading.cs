using System.Collections.Immutable;
using Pdp.Bundles.Loading;
using Pdp.Engine.Sources;

namespace Pdp.Bundles.Archives;

/// <summary>What came of reading a bundle archive.</summary>
public sealed record ArchiveReading
{
    /// <summary>What it says of itself; null when it cannot be relied upon.</summary>
    public Manifest? Manifest { get; init; }

    /// <summary>The id of the key that signed, which was proven only when keys were given; null: it is not signed.</summary>
    public string? KeyId { get; init; }

    /// <summary>Everything that is wrong.</summary>
    public ImmutableArray<SourceDiagnostic> Findings { get; init; } = [];

    /// <summary>Whether it is signed as it should be, whatever else is wrong with it.</summary>
    public bool IsGenuine { get; init; }

    /// <summary>The documents; null when anything is wrong.</summary>
    internal PolicyState? State { get; init; }

    /// <summary>The manifest as it stands there.</summary>
    internal byte[]? ManifestUtf8 { get; init; }

    /// <summary>Checks and compiles the documents.</summary>
    /// <param name="previous">A bundle loaded earlier, of whose files all is used again that has not changed; null: there is none.</param>
    /// <param name="options">Bounds on the documents.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <returns>The bundle, or what is wrong with the archive or with its documents.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public LoadResult Load(Bundle? previous = null, LoadOptions? options = null, CancellationToken cancellation = default) => State is null
        ? new LoadResult(null, Findings) { IsGenuine = IsGenuine }
        : BundleLoader.Load(State, previous, options, cancellation);
}
