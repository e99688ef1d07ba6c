using System.Collections.Immutable;
using Pdp.Bundles.Testing;
using Pdp.Engine;
using Pdp.Engine.Sources;

namespace Pdp.Bundles;

/// <summary>Reads a folder of policy documents.</summary>
public static class BundleLoader
{
    /// <summary>Reads, checks and compiles all documents below a folder: one immutable bundle, or everything that is wrong.</summary>
    public static LoadResult Load(string directory, LoadOptions? options = null, CancellationToken cancellation = default) =>
        throw new NotImplementedException();
}

/// <summary>Bounds on what is read.</summary>
public sealed record LoadOptions
{
    /// <summary>Largest file, in bytes.</summary>
    public long MaxFileBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Deepest nesting of JSON.</summary>
    public int MaxJsonDepth { get; init; } = 64;

    /// <summary>Most files.</summary>
    public int MaxFiles { get; init; } = 100_000;
}

/// <summary>What came of loading.</summary>
/// <param name="Bundle">The bundle; null when there was an error.</param>
/// <param name="Diagnostics">All errors and warnings, by file and position.</param>
public sealed record LoadResult(Bundle? Bundle, ImmutableArray<SourceDiagnostic> Diagnostics);

/// <summary>A loaded bundle: immutable.</summary>
public sealed record Bundle
{
    /// <summary>The folder it was read from, as given.</summary>
    public required string Directory { get; init; }

    /// <summary>The name in the <c>Bundle</c> document, else the folder's name.</summary>
    public required string Name { get; init; }

    /// <summary>The revision; also <see cref="PolicySet.Revision"/>.</summary>
    public required string Revision { get; init; }

    /// <summary>The compiled policies.</summary>
    public required PolicySet Set { get; init; }

    /// <summary>The test suites, by file.</summary>
    public required ImmutableArray<TestSuite> Suites { get; init; }

    /// <summary>All files read, by path.</summary>
    public required ImmutableArray<BundleFile> Files { get; init; }
}

/// <summary>A file of a bundle.</summary>
/// <param name="Path">Path below the policy root, with forward slashes.</param>
/// <param name="Kind">The document's kind: <c>Policy</c>, <c>Schema</c> …</param>
/// <param name="Id">A policy's id, else null.</param>
/// <param name="Version">A policy's version, else null.</param>
/// <param name="Text">Its text.</param>
public sealed record BundleFile(string Path, string Kind, string? Id, int? Version, string Text);
