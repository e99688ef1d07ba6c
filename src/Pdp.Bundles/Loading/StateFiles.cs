using System.Globalization;
using Pdp.Bundles.Folders;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Bundles.Loading;

/// <summary>The documents among the files of a <see cref="PolicyState"/>: those that would be read in a folder, under the same bounds.</summary>
internal static class StateFiles
{
    /// <summary>Whether a path below the root is a document's: what starts with a dot is not read.</summary>
    public static bool IsDocument(string path) =>
        path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && !path.Split('/').Any(static part => part.StartsWith('.'));

    /// <summary>The documents within the bounds, by path.</summary>
    /// <param name="state">The state.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="findings">Gets what is beyond them.</param>
    public static IReadOnlyList<FolderFile> Within(PolicyState state, LoadOptions options, List<SourceDiagnostic> findings)
    {
        var documents = state.Files.Where(static file => IsDocument(file.Path)).OrderBy(static file => file.Path, StringComparer.Ordinal).ToArray();
        var kept = new List<FolderFile>(documents.Length);
        var total = 0L;
        foreach (var file in documents)
        {
            if (kept.Count == options.MaxFiles)
            {
                TooLarge("", $"there are more than {options.MaxFiles} documents");
                break;
            }

            if (file.Length > options.MaxFileBytes)
            {
                TooLarge(file.Path, $"the file is larger than {options.MaxFileBytes} bytes");
                continue;
            }

            total += file.Length;
            if (total > options.MaxTotalBytes)
            {
                TooLarge("", $"the documents are larger than {options.MaxTotalBytes} bytes together");
                break;
            }

            kept.Add(file);
        }

        return kept;

        void TooLarge(string path, FormattableString message) => findings.Add(new SourceDiagnostic(
            DocumentDiagnosticCodes.TooLarge, Severity.Error, new SourceLocation(path.Length == 0 ? state.Place : path, ""),
            message.ToString(CultureInfo.InvariantCulture)));
    }
}
