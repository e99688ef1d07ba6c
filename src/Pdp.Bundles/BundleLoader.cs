using System.Collections.Immutable;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Folders;
using Pdp.Bundles.Loading;
using Pdp.Bundles.Revisions;
using Pdp.Engine;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Bundles;

/// <summary>Reads a folder of policy documents.</summary>
public static class BundleLoader
{
    /// <summary>
    /// Reads, checks and compiles all documents below a folder: one immutable bundle, or everything that is wrong. It throws
    /// for no input.
    /// </summary>
    /// <param name="directory">The folder.</param>
    /// <param name="options">Bounds on what is read.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LoadResult Load(string directory, LoadOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        options ??= new LoadOptions();
        var findings = new List<SourceDiagnostic>();
        // git is asked what it has while the documents are read
        var head = Task.Run(() => GitHead.Find(directory), CancellationToken.None);
        IReadOnlyList<FolderFile> files;
        using (LoadTimes.Measure(options.Times, LoadPhase.Read)) files = PolicyFolder.Read(directory, options, findings, cancellation);
        var depth = Math.Clamp(options.MaxJsonDepth, 1, LoadOptions.DeepestJson);
        var documents = new ReadDocument[files.Count];
        Parallel.For(0, files.Count, new ParallelOptions { CancellationToken = cancellation }, i =>
            documents[i] = DocumentReader.Read(files[i].Path, files[i].Content, depth, options.Times));
        foreach (var document in documents) findings.AddRange(document.Text.Findings);
        var assembly = Assembly.Of(documents, findings);
        var isWhole = findings.Count == 0;
        if (isWhole && assembly.Source.Policies.IsEmpty)
        {
            findings.Add(new SourceDiagnostic(
                DocumentDiagnosticCodes.NoPolicy, Severity.Error, new SourceLocation(directory, ""), "the policy folder has no policy",
                "a policy is a *.json file with `\"kind\": \"Policy\"`, anywhere below the folder"));
            return new LoadResult(null, [.. findings]);
        }

        var source = assembly.Source;
        using (LoadTimes.Measure(options.Times, LoadPhase.Revision))
            source = source with { Revision = isWhole ? Revision.Of(head.GetAwaiter().GetResult(), files) : "" };
        var compiled = PolicySet.Compile(isWhole ? source : Fragment.Of(source, documents), times: options.Times);
        findings.AddRange(isWhole ? compiled.Diagnostics : Fragment.Sound(compiled.Diagnostics, documents));
        var diagnostics = DiagnosticOrder.Sort(findings, documents);
        if (!isWhole || compiled.Set is not { } set || diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error))
            return new LoadResult(null, diagnostics);
        Parallel.ForEach(documents, document => document.Text.Content.Pack());
        return new LoadResult(
            new Bundle
            {
                Directory = directory,
                Name = assembly.Bundle.Name ?? FolderName(directory),
                Revision = source.Revision,
                Set = set,
                Suites = assembly.Suites,
                Files = [.. documents.Select(File)],
            },
            diagnostics);
    }

    private static BundleFile File(ReadDocument read)
    {
        var policy = (read.Document as PolicyDocument)?.Policy;
        return new BundleFile(read.Text.File, read.Kind!, policy?.Id, policy?.Version) { Content = read.Text.Content };
    }

    private static string FolderName(string directory) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory))) is { Length: > 0 } name ? name : "policies";
}
