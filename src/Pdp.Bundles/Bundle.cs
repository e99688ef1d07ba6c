using System.Collections.Immutable;
using System.Text;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Gateways;
using Pdp.Bundles.Loading;
using Pdp.Bundles.Reading;
using Pdp.Bundles.Revisions;
using Pdp.Bundles.Testing;
using Pdp.Engine;
using Pdp.Engine.Sources;

namespace Pdp.Bundles;

/// <summary>A loaded bundle: immutable.</summary>
public sealed record Bundle
{
    /// <summary>The folder or other place that it was read from, as given.</summary>
    public required string Directory { get; init; }

    /// <summary>The name in the <c>Bundle</c> document, else the folder's name.</summary>
    public required string Name { get; init; }

    /// <summary>The revision; also <see cref="PolicySet.Revision"/>.</summary>
    public required string Revision { get; init; }

    /// <summary>The compiled policies.</summary>
    public required PolicySet Set { get; init; }

    /// <summary>The test suites, by file.</summary>
    public required ImmutableArray<TestSuite> Suites { get; init; }

    /// <summary>How gateways' requests become questions, by file.</summary>
    public ImmutableArray<Gateway> Gateways { get; init; } = [];

    /// <summary>All files read, by path.</summary>
    public required ImmutableArray<BundleFile> Files { get; init; }

    /// <summary>
    /// The SHA-256 of its documents and their paths, in hexadecimal. The revision may be a commit's, which has other folders as well:
    /// two bundles are the same when this is.
    /// </summary>
    public string Content { get; init; } = "";

    /// <summary>What the place that it was read from says of it.</summary>
    public BundleOrigin Origin { get; init; } = BundleOrigin.Unknown;

    /// <summary>What the next loading may make use of; null: nothing.</summary>
    internal KeptReading? Kept { get; init; }

    /// <summary>The same, of which the next loading makes no use: it reads everything as if for the first time.</summary>
    public Bundle WithoutReuse() => this with { Kept = null };

    /// <summary>
    /// Finds places in a file by their JSON pointers: the place of a member, or of the nearest one around it. The file is read
    /// once for it, when it is first asked. Of a file that the bundle does not have it finds nothing.
    /// </summary>
    /// <param name="file">The file's path, as locations name it.</param>
    public Func<string, FilePosition?> PositionsIn(string file)
    {
        var found = Files.FirstOrDefault(one => string.Equals(one.Path, file, StringComparison.Ordinal));
        if (found is null) return static _ => null;
        return new DocumentText(found.Path, found.Content).Find;
    }
}

/// <summary>A file of a bundle.</summary>
/// <param name="Path">Path below the policy root, with forward slashes.</param>
/// <param name="Kind">The document's kind: <c>Policy</c>, <c>Schema</c> …</param>
/// <param name="Id">A policy's id, else null.</param>
/// <param name="Version">A policy's version, else null.</param>
public sealed record BundleFile(string Path, string Kind, string? Id, int? Version)
{
    /// <summary>Its text, made anew each time.</summary>
    public string Text => Encoding.UTF8.GetString(Content.Utf8.Span);

    internal JsonContent Content { get; init; } = new(default);

    internal FileDigest Digest { get; init; }

    /// <summary>What was read of it; null of a file that was not loaded.</summary>
    internal Document? Document { get; init; }
}
