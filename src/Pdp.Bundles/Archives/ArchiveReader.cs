using System.Collections.Immutable;
using System.Globalization;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Archives.Signing;
using Pdp.Bundles.Folders;
using Pdp.Bundles.Loading;
using Pdp.Bundles.Text;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Bundles.Archives;

/// <summary>
/// Reads one archive. The order is what makes it safe: first the octets of the manifest, then the signature over them, and only
/// when that is right the manifest is read; from then on everything that follows is known beforehand and compared with it.
/// </summary>
internal sealed class ArchiveReader(string place, BundleKeys? keys, ArchiveLimits limits, LoadOptions load)
{
    private readonly List<SourceDiagnostic> _findings = [];

    public ArchiveReading Read(Stream archive, CancellationToken cancellation)
    {
        var reading = new ArchiveReading();
        try
        {
            if (archive.Length > limits.MaxArchiveBytes) throw TooLarge($"the archive is larger than {limits.MaxArchiveBytes} bytes");
            using var unpacked = new GzipReader(archive);
            var manifestUtf8 = ReadManifest(unpacked);
            var ahead = new byte[TarForm.Block];
            unpacked.ReadExactly(ahead);
            var signature = ReadSignature(unpacked, ahead);
            if (keys is not null)
            {
                if (signature is null) throw new ArchiveRefusalException(ActivationCodes.WrongSignature, "the bundle is not signed", "`pdp bundle sign` signs it");
                signature.Check(keys, manifestUtf8);
            }

            reading = reading with { IsGenuine = true, KeyId = signature?.KeyId };
            var (manifest, problems) = ManifestReader.Read(manifestUtf8, limits, load);
            foreach (var problem in problems) Find(ActivationCodes.MalformedBundle, $"the manifest of the bundle: {problem}");
            if (manifest is not null)
            {
                var files = ReadFiles(unpacked, ahead, manifest, cancellation);
                unpacked.ReadEnd();
                if (_findings.Count == 0 && !BundleArchive.Fits(manifest.Revision, files))
                    Find(ActivationCodes.MalformedBundle, $"the documents are not those of the revision {Words.Quote(manifest.Revision)}");
                reading = reading with { Manifest = manifest };
                if (_findings.Count == 0) reading = reading with { State = State(manifest, files), ManifestUtf8 = manifestUtf8 };
            }
        }
        catch (ArchiveRefusalException refusal)
        {
            Find(refusal.Code, refusal.Message, refusal.Help);
        }

        return reading with { Findings = [.. _findings] };
    }

    private byte[] ReadManifest(GzipReader unpacked)
    {
        var header = new byte[TarForm.Block];
        unpacked.ReadExactly(header);
        if (!TarForm.Names(header, BundleArchive.ManifestPath)) throw ArchiveRefusalException.Malformed(TarForm.Explain(header, BundleArchive.ManifestPath));
        var size = TarForm.SizeOf(header)!.Value;
        if (size > limits.MaxManifestBytes) throw TooLarge($"the manifest of the bundle is larger than {limits.MaxManifestBytes} bytes");
        return ReadContent(unpacked, size);
    }

    // leaves in `ahead` the block that comes next
    private static BundleSignature? ReadSignature(GzipReader unpacked, byte[] ahead)
    {
        if (!TarForm.Names(ahead, BundleArchive.SignaturePath)) return null;
        var size = TarForm.SizeOf(ahead)!.Value;
        if (size > BundleSignature.LargestFile) throw TooLarge($"the signature of the bundle is larger than {BundleSignature.LargestFile} bytes");
        var signature = BundleSignature.Read(ReadContent(unpacked, size));
        unpacked.ReadExactly(ahead);
        return signature;
    }

    private List<FolderFile> ReadFiles(GzipReader unpacked, byte[] ahead, Manifest manifest, CancellationToken cancellation)
    {
        var files = new List<FolderFile>(manifest.Files.Length);
        foreach (var expected in manifest.Files)
        {
            cancellation.ThrowIfCancellationRequested();
            var path = BundleArchive.DocumentFolder + expected.Path;
            ReadHeader(unpacked, ahead, path, TarForm.Header(path, expected.Size));
            var file = new FolderFile(expected.Path, ReadContent(unpacked, expected.Size));
            if (file.Digest.ToString() != expected.Sha256)
                Find(ActivationCodes.MalformedBundle, $"the document {Words.Quote(expected.Path)} is not the one in the manifest: its digest is another");
            files.Add(file);
            unpacked.ReadExactly(ahead);
        }

        ReadHeader(unpacked, ahead, null, new byte[TarForm.End]);
        return files;
    }

    private static void ReadHeader(GzipReader unpacked, byte[] ahead, string? path, ReadOnlySpan<byte> expected)
    {
        if (!expected[..TarForm.Block].SequenceEqual(ahead)) throw ArchiveRefusalException.Malformed(TarForm.Explain(ahead, path));
        var rest = new byte[expected.Length - TarForm.Block];
        unpacked.ReadExactly(rest);
        if (!expected[TarForm.Block..].SequenceEqual(rest))
            throw ArchiveRefusalException.Malformed(TarForm.Explain(rest.AsSpan(rest.Length - TarForm.Block), path));
    }

    private static byte[] ReadContent(GzipReader unpacked, long size)
    {
        var content = new byte[size];
        unpacked.ReadExactly(content);
        var padding = new byte[TarForm.Padded(size) - size];
        unpacked.ReadExactly(padding);
        return padding.AsSpan().IndexOfAnyExcept((byte)0) < 0 ? content : throw ArchiveRefusalException.Malformed("the archive is damaged: there is something between its entries");
    }

    private PolicyState State(Manifest manifest, List<FolderFile> files) => new(
        place, manifest.Name, manifest.Revision,
        new BundleOrigin { IsArchive = true, Commit = manifest.Commit, Sequence = manifest.Facts.Sequence, NotAfter = manifest.Facts.NotAfter },
        files.ToImmutableArray());

    private void Find(string code, string message, string? help = null) =>
        _findings.Add(new SourceDiagnostic(code, Severity.Error, new SourceLocation(place, ""), message, help));

    private static ArchiveRefusalException TooLarge(FormattableString message) =>
        new(DocumentDiagnosticCodes.TooLarge, message.ToString(CultureInfo.InvariantCulture));
}
