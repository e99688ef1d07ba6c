using System.Text.Unicode;
using Pdp.Bundles;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Authoring.Editor.Files;

/// <summary>Looks at what editors do not show: how a text stands in its file.</summary>
internal static class FileEncoding
{
    /// <summary>What loading says of the file; null when nothing, or when there is none.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">How it is named.</param>
    public static SourceDiagnostic? Of(string file, string path)
    {
        try
        {
            if (new FileInfo(file) is not { Exists: true, Length: > 0 } info || info.Length > new LoadOptions().MaxFileBytes) return null;
            var octets = File.ReadAllBytes(file);
            var message = octets.AsSpan().StartsWith("\uFEFF"u8) ? ("the file begins with a byte order mark", "save it as UTF-8 without one")
                : Utf8.IsValid(octets) ? default
                : ("the file is not UTF-8", "save it as UTF-8");
            return message is (null, _) ? null : new SourceDiagnostic(DocumentDiagnosticCodes.Encoding, Severity.Error, new SourceLocation(path, ""), message.Item1, message.Item2);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // of what cannot be read, reading the folder tells
            return null;
        }
    }
}
