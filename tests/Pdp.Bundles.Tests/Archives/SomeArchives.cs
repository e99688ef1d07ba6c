using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Pdp.Bundles.Archives;
using Pdp.Bundles.Archives.Signing;

namespace Pdp.Bundles.Tests.Archives;

/// <summary>Bundles, keys and archives to try.</summary>
internal static class SomeArchives
{
    public const string Place = "policies.bundle.tgz";

    private const string Policy = """
        {"apiVersion": "pdp/v1", "kind": "Policy", "id": "access", "version": 1, "combining": "deny-overrides",
         "rules": [{"id": "read", "effect": "permit", "when": "action.name == 'read'"}]}
        """;

    /// <summary>A folder of few documents, some of whose paths need more than a name's field.</summary>
    public static Bundle Load()
    {
        using var folder = new TemporaryFolder();
        folder.Write("access.json", Policy);
        folder.Write($"{new string('d', 120)}/b.json", Policy.Replace("\"access\"", "\"b\"", StringComparison.Ordinal));
        folder.Write($"{new string('e', 60)}/{new string('f', 60)}/{new string('g', 110)}.json", Policy.Replace("\"access\"", "\"c\"", StringComparison.Ordinal));
        folder.Write("größe/ü.json", Policy.Replace("\"access\"", "\"d\"", StringComparison.Ordinal));
        var result = BundleLoader.Load(folder.Path);
        return result.Bundle is { } bundle ? bundle with { Name = "several" } : throw new InvalidOperationException(string.Join("\n", result.Diagnostics.Select(DiagnosticText.Format)));
    }

    /// <summary>A bundle of one document, whose archive is small.</summary>
    public static Bundle Small()
    {
        using var folder = new TemporaryFolder();
        folder.Write("access.json", Policy);
        return BundleLoader.Load(folder.Path).Bundle! with { Name = "small" };
    }

    public static (SigningKey Private, BundleKeys Public) Keys(ECCurve curve)
    {
        using var key = ECDsa.Create(curve);
        return (SigningKey.Parse(key.ExportPkcs8PrivateKeyPem()), BundleKeys.Parse(key.ExportSubjectPublicKeyInfoPem()));
    }

    public static (SigningKey Private, BundleKeys Public) RsaKeys()
    {
        using var key = RSA.Create(2048);
        return (SigningKey.Parse(key.ExportRSAPrivateKeyPem()), BundleKeys.Parse(key.ExportSubjectPublicKeyInfoPem()));
    }

    public static byte[] Write(Bundle bundle, SigningKey? key = null, ManifestFacts? facts = null)
    {
        using var stream = new MemoryStream();
        BundleArchive.Write(stream, bundle, facts ?? new ManifestFacts(), key);
        return stream.ToArray();
    }

    public static ArchiveReading Read(byte[] archive, BundleKeys? keys = null, ArchiveLimits? limits = null, LoadOptions? load = null)
    {
        using var stream = new MemoryStream(archive);
        return BundleArchive.Read(stream, Place, keys, limits, load);
    }

    /// <summary>What is said of an archive: codes and messages.</summary>
    public static string Told(ArchiveReading reading) => string.Join("\n", reading.Findings.Select(static finding => $"{finding.Code} {finding.Message}"));

    public static byte[] Unpack(byte[] archive)
    {
        using var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(archive), CompressionMode.Decompress)) gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    public static byte[] Pack(byte[] tar)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GzipWriter(stream))
        {
            gzip.Write(tar);
            gzip.WriteEnd();
        }

        return stream.ToArray();
    }

    /// <summary>An archive of any entries, in the form of bundles.</summary>
    public static byte[] Of(params (string Path, byte[] Content)[] entries)
    {
        using var tar = new MemoryStream();
        foreach (var (path, content) in entries)
        {
            tar.Write(TarForm.Header(path, content.Length));
            tar.Write(content);
            tar.Write(new byte[TarForm.Padded(content.Length) - content.Length]);
        }

        tar.Write(new byte[TarForm.End]);
        return Pack(tar.ToArray());
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
