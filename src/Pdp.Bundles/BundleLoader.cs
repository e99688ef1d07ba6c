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
    /// <param name="cancellation">Stops between documents.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LoadResult Load(string directory, LoadOptions? options = null, CancellationToken cancellation = default) =>
        Load(directory, null, options, null, cancellation);

    /// <summary>
    /// The same, where much may be as it was before: what was made of files that have the same path and the same content, and
    /// that depends on nothing else that has changed, is taken from an earlier bundle. The result is the same as without it, but
    /// for the time and memory that it takes.
    /// </summary>
    /// <param name="directory">The folder.</param>
    /// <param name="previous">A bundle loaded earlier, from this folder or another; null: there is none. It may be in use meanwhile.</param>
    /// <param name="options">Bounds on what is read.</param>
    /// <param name="changed">
    /// Null: all files are read, and known by their digests. Else the paths below the folder of all files and folders that have
    /// been added, changed or removed since <paramref name="previous"/> was loaded; those not named are taken not to have
    /// changed, without a look at them. Where a name more or less might matter (the folder is another, or has links in it), all
    /// files are read nevertheless.
    /// </param>
    /// <param name="cancellation">Stops between documents.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LoadResult Load(
        string directory, Bundle? previous, LoadOptions? options = null, IReadOnlyCollection<string>? changed = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        options ??= new LoadOptions();
        var findings = new List<SourceDiagnostic>();
        var earlier = new Earlier(previous, options);
        // git is asked what it has while the documents are read
        var head = Task.Run(() => GitHead.Find(directory), CancellationToken.None);
        IReadOnlyList<FolderFile> files;
        string? plainRoot;
        using (LoadTimes.Measure(options.Times, LoadPhase.Read))
        {
            if (changed is not null && earlier.ReadChanged(directory, changed, cancellation) is { } some)
                (files, plainRoot) = (some, previous!.Kept!.PlainRoot);
            else
                files = PolicyFolder.Read(directory, options, findings, out plainRoot, cancellation);
        }

        return Load(
            new Origins(directory, () => FolderName(directory), () => Revision.Of(head.GetAwaiter().GetResult(), files), BundleOrigin.Unknown, plainRoot),
            files, earlier, findings, options, cancellation);
    }

    /// <summary>Checks and compiles documents that are in memory, as the loading of a folder does.</summary>
    /// <param name="place">How messages name where they come from.</param>
    /// <param name="documents">The documents: paths, relative and with forward slashes, and their octets.</param>
    /// <param name="options">Bounds on what is read.</param>
    /// <param name="cancellation">Stops between documents.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LoadResult Load(
        string place, IReadOnlyCollection<KeyValuePair<string, byte[]>> documents, LoadOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(documents);
        return Load(
            new PolicyState(place, place, Revision: null, BundleOrigin.Unknown, [.. documents.Select(static one => new FolderFile(one.Key, one.Value))]), previous: null, options, cancellation);
    }

    /// <summary>Checks and compiles documents that are read already, as the loading of a folder does.</summary>
    /// <param name="state">The documents, and where they come from.</param>
    /// <param name="previous">A bundle loaded earlier, of whose files all is used again that has not changed; null: there is none.</param>
    /// <param name="options">Bounds on what is read.</param>
    /// <param name="cancellation">Stops between documents.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal static LoadResult Load(
        PolicyState state, Bundle? previous = null, LoadOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new LoadOptions();
        var findings = new List<SourceDiagnostic>();
        var files = StateFiles.Within(state, options, findings);
        return Load(
            new Origins(state.Place, () => state.Name, () => state.Revision ?? Revision.Of(found: null, files), state.Origin, PlainRoot: null),
            files, new Earlier(previous, options), findings, options, cancellation);
    }

    private static LoadResult Load(
        Origins from, IReadOnlyList<FolderFile> files, Earlier earlier, List<SourceDiagnostic> findings, LoadOptions options,
        CancellationToken cancellation)
    {
        var documents = Read(files, earlier, options, cancellation);
        foreach (var document in documents) findings.AddRange(document.Text.Findings);
        var assembly = Assembly.Of(documents, findings);
        var isWhole = findings.Count == 0;
        if (isWhole && assembly.Source.Policies.IsEmpty)
        {
            findings.Add(new SourceDiagnostic(
                DocumentDiagnosticCodes.NoPolicy, Severity.Error, new SourceLocation(from.Place, ""), "the policy folder has no policy",
                "a policy is a *.json file with `\"kind\": \"Policy\"`, anywhere below the folder"));
            return new LoadResult(null, [.. findings]);
        }

        var source = assembly.Source;
        using (LoadTimes.Measure(options.Times, LoadPhase.Revision))
            source = source with { Revision = isWhole ? from.Revision() : "" };
        var compiled = PolicySet.Compile(isWhole ? source : Fragment.Of(source, documents), times: options.Times, previous: earlier.Set, cancellation: cancellation);
        findings.AddRange(isWhole ? compiled.Diagnostics : Fragment.Sound(compiled.Diagnostics, documents));
        cancellation.ThrowIfCancellationRequested();
        var placed = DiagnosticOrder.Sort(findings, documents, earlier.FindingsOf(documents));
        var diagnostics = FindingLimit.Apply([.. placed.Select(one => one.Finding)]);
        if (!isWhole || compiled.Set is not { } set || diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error))
            return new LoadResult(null, diagnostics);
        Parallel.For(0, documents.Length, i =>
        {
            if (documents[i].Known is null) documents[i].Text.Content.Pack();
        });
        return new LoadResult(
            new Bundle
            {
                Directory = from.Place,
                Name = assembly.Bundle.Name ?? from.Name(),
                Revision = source.Revision,
                Set = set,
                Suites = assembly.Suites,
                Gateways = assembly.Gateways,
                Files = [.. documents.Select((document, i) => document.Known ?? File(document, files[i]))],
                Content = ContentDigest.Of(files),
                Origin = from.Origin,
                Kept = new KeptReading(options with { Times = null }, from.PlainRoot, placed),
            },
            diagnostics);
    }

    private static ReadDocument[] Read(
        IReadOnlyList<FolderFile> files, Earlier earlier, LoadOptions options, CancellationToken cancellation)
    {
        var depth = Math.Clamp(options.MaxJsonDepth, 1, LoadOptions.DeepestJson);
        var documents = new ReadDocument[files.Count];
        Parallel.For(0, files.Count, new ParallelOptions { CancellationToken = cancellation }, i =>
            documents[i] = earlier.Find(files[i]) is { } known
                ? ReadDocument.Of(known)
                : DocumentReader.Read(files[i].Path, files[i].Content, depth, options.Times));
        return documents;
    }

    private static BundleFile File(ReadDocument read, FolderFile file)
    {
        var policy = (read.Document as PolicyDocument)?.Policy;
        return new BundleFile(read.Text.File, read.Kind!, policy?.Id, policy?.Version)
        {
            Content = read.Text.Content,
            Digest = file.Digest,
            Document = read.Document,
        };
    }

    private static string FolderName(string directory) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory))) is { Length: > 0 } name ? name : "policies";

    private sealed record Origins(string Place, Func<string> Name, Func<string> Revision, BundleOrigin Origin, string? PlainRoot);
}
