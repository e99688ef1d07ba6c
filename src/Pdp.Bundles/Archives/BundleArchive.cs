using System.Collections.Immutable;
using Pdp.Bundles.Archives.Signing;
using Pdp.Bundles.Folders;
using Pdp.Bundles.Revisions;

namespace Pdp.Bundles.Archives;

/// <summary>
/// A bundle in one file: a tar.gz of a manifest, a signature over it, and the documents that it lists. The same bundle makes the
/// same octets, but for a signature that has chance in it.
/// </summary>
public static class BundleArchive
{
    internal const string ManifestPath = "manifest.json";
    internal const string SignaturePath = "manifest.sig";
    internal const string DocumentFolder = "policies/";

    /// <summary>Writes a bundle.</summary>
    /// <param name="archive">Where to.</param>
    /// <param name="bundle">The bundle.</param>
    /// <param name="facts">What to say of it besides.</param>
    /// <param name="key">Signs it; null: nobody does.</param>
    /// <returns>What it says of itself.</returns>
    public static Manifest Write(Stream archive, Bundle bundle, ManifestFacts facts, SigningKey? key)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(facts);
        var manifest = new Manifest(
            bundle.Name, bundle.Revision, facts,
            [.. bundle.Files.OrderBy(static file => file.Path, StringComparer.Ordinal).Select(static file => new ManifestFile(file.Path, file.Content.Length, file.Digest.ToString()))]);
        var byPath = bundle.Files.ToDictionary(static file => file.Path, StringComparer.Ordinal);
        Write(archive, ManifestWriter.Write(manifest), manifest.Files.Select(file => (file.Path, byPath[file.Path].Content.Utf8)), key);
        return manifest;
    }

    /// <summary>Writes an archive that was read once more, signed anew: everything that the signature covers stays as it is.</summary>
    /// <param name="archive">Where to.</param>
    /// <param name="reading">The archive, of which nothing is wrong.</param>
    /// <param name="key">Signs it.</param>
    public static void Write(Stream archive, ArchiveReading reading, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(key);
        if (reading.State is not { } state) throw new ArgumentException("the archive has errors", nameof(reading));
        Write(archive, reading.ManifestUtf8!, state.Files.Select(static file => (file.Path, (ReadOnlyMemory<byte>)file.Content)), key);
    }

    /// <summary>Reads an archive, as far as it can be relied upon. It throws for no content.</summary>
    /// <param name="archive">The archive, at its begin; it can seek.</param>
    /// <param name="place">How messages name it.</param>
    /// <param name="keys">The keys that may sign; null: it need not be signed, and a signature is not checked.</param>
    /// <param name="limits">Bounds on the archive.</param>
    /// <param name="load">Bounds on the documents.</param>
    /// <param name="cancellation">Stops between documents.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="IOException">The archive cannot be read.</exception>
    public static ArchiveReading Read(
        Stream archive, string place, BundleKeys? keys, ArchiveLimits? limits = null, LoadOptions? load = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(place);
        return new ArchiveReader(place, keys, limits ?? new ArchiveLimits(), load ?? new LoadOptions()).Read(archive, cancellation);
    }

    /// <summary>Whether a revision names documents by their content, as far as it names them so.</summary>
    internal static bool Fits(string revision, IEnumerable<FolderFile> files)
    {
        var stated = revision[(revision.IndexOfAny([':', '+']) + 1)..];
        return stated.Length == revision.Length || ContentDigest.Of(files).StartsWith(stated, StringComparison.Ordinal);
    }

    private static void Write(Stream archive, byte[] manifest, IEnumerable<(string Path, ReadOnlyMemory<byte> Content)> files, SigningKey? key)
    {
        using var packed = new GzipWriter(archive);
        WriteEntry(packed, ManifestPath, manifest);
        if (key is not null) WriteEntry(packed, SignaturePath, key.Sign(manifest).ToUtf8());
        foreach (var (path, content) in files) WriteEntry(packed, DocumentFolder + path, content.Span);
        packed.Write(new byte[TarForm.End]);
        packed.WriteEnd();
    }

    private static void WriteEntry(GzipWriter packed, string path, ReadOnlySpan<byte> content)
    {
        packed.Write(TarForm.Header(path, content.Length));
        packed.Write(content);
        packed.Write(new byte[TarForm.Padded(content.Length) - content.Length]);
    }
}
