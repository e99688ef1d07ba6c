using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pdp.Bundles.Archives;

/// <summary>Writes manifests: of one manifest always the same octets.</summary>
internal static class ManifestWriter
{
    public static byte[] Write(Manifest manifest)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            writer.WriteNumber(ManifestNames.Format, ManifestNames.ThisFormat);
            writer.WriteString(ManifestNames.Name, manifest.Name);
            writer.WriteString(ManifestNames.Revision, manifest.Revision);
            if (manifest.Facts.Sequence is { } sequence) writer.WriteNumber(ManifestNames.Sequence, sequence);
            if (manifest.Facts.NotAfter is { } notAfter) writer.WriteString(ManifestNames.NotAfter, Time(notAfter));
            if (manifest.Facts.Created is { } created) writer.WriteString(ManifestNames.Created, Time(created));
            writer.WriteStartArray(ManifestNames.Files);
            foreach (var file in manifest.Files)
            {
                writer.WriteStartObject();
                writer.WriteString(ManifestNames.Path, file.Path);
                writer.WriteNumber(ManifestNames.Size, file.Size);
                writer.WriteString(ManifestNames.Sha256, file.Sha256);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}

/// <summary>The members of a manifest.</summary>
internal static class ManifestNames
{
    /// <summary>The version of the format that is written, and read.</summary>
    public const int ThisFormat = 1;

    public const string Format = "format";
    public const string Name = "name";
    public const string Revision = "revision";
    public const string Sequence = "sequence";
    public const string NotAfter = "not_after";
    public const string Created = "created";
    public const string Files = "files";
    public const string Path = "path";
    public const string Size = "size";
    public const string Sha256 = "sha256";
}
