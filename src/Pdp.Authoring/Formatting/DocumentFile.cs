using Pdp.Bundles;
using Pdp.Bundles.Folders;
using Pdp.Engine.Sources;

namespace Pdp.Authoring.Formatting;

/// <summary>A file that is to be formatted.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Utf8">Its octets.</param>
public sealed record DocumentFile(string Path, byte[] Utf8)
{
    /// <summary>
    /// The policy documents below a folder, those that a bundle of it would have, by path; other JSON files are left out, a file that
    /// is no JSON is not.
    /// </summary>
    /// <param name="directory">The folder.</param>
    /// <param name="problems">Gets what could not be read.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IEnumerable<DocumentFile> Below(string directory, ICollection<SourceDiagnostic> problems, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(problems);
        var findings = new List<SourceDiagnostic>();
        var files = PolicyFolder.Read(directory, new LoadOptions(), findings, cancellation);
        foreach (var finding in findings) problems.Add(finding);
        return files.Where(static file => DocumentFormatter.IsPolicyDocument(file.Content))
            .Select(file => new DocumentFile(System.IO.Path.Combine(directory, file.Path), file.Content));
    }
}
