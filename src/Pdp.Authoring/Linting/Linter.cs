using System.Collections.Immutable;
using Pdp.Authoring.Editing;
using Pdp.Authoring.Linting.Checks;
using Pdp.Authoring.Linting.Model;
using Pdp.Authoring.Linting.Waiving;
using Pdp.Bundles;
using Pdp.Bundles.Loading;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Authoring.Linting;

/// <summary>
/// Looks at a bundle that loads for what is allowed but probably not meant. What it says of a condition is proved: by constants, and by
/// the guards that the index of rules is built on. It evaluates nothing, and never says less because a request might not fit the schema.
/// </summary>
public static class Linter
{
    /// <summary>Lints what was loaded. The warnings of loading are among the findings; of what does not load, the errors as well, and nothing more.</summary>
    /// <param name="result">What came of loading.</param>
    public static LintReport Lint(LoadResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Bundle is not { } bundle)
            return new LintReport([.. result.Diagnostics.Select(diagnostic => new LintFinding(diagnostic, null, []))], []);

        var documents = new LintDocuments(bundle);
        var notes = new LintNotes();
        foreach (var warning in result.Diagnostics) notes.Loaded(warning);
        var model = LintModel.Of(bundle);
        ConditionChecks.Run(model, notes);
        SchemaChecks.Run(model, notes);
        VersionChecks.Run(model, notes);
        HiddenRoots.Run(model, notes);
        return Waive(notes, documents);
    }

    /// <summary>
    /// What loading and linting found, without what is waived, as loading tells it: so many findings of a file one by one, and how many
    /// more there are.
    /// </summary>
    /// <param name="result">What came of loading.</param>
    public static ImmutableArray<SourceDiagnostic> Diagnostics(LoadResult result) =>
        FindingLimit.Apply([.. Lint(result).Findings.Select(static finding => finding.Diagnostic)]);

    /// <summary>What loading found, without what is waived: all that can be told of a bundle at once.</summary>
    /// <param name="result">What came of loading.</param>
    internal static LintReport Loaded(LoadResult result)
    {
        if (result.Bundle is not { } bundle || result.Diagnostics.IsEmpty) return Lint(result with { Bundle = null });
        var notes = new LintNotes();
        foreach (var warning in result.Diagnostics) notes.Loaded(warning);
        var files = notes.All.Select(static note => note.Diagnostic.Location.File).ToHashSet(StringComparer.Ordinal);
        return Waive(notes, new LintDocuments(bundle), files);
    }

    private static LintReport Waive(LintNotes notes, LintDocuments documents, IReadOnlySet<string>? files = null)
    {
        var waivers = documents.Waivers(files);
        var used = new HashSet<Waiver>(ReferenceEqualityComparer.Instance);
        var findings = new List<LintFinding>();
        var waived = new List<LintFinding>();
        foreach (var note in notes.All)
        {
            var covering = note.Diagnostic.Severity == Severity.Warning ? waivers.Where(waiver => waiver.Covers(note.Diagnostic)).ToList() : [];
            used.UnionWith(covering);
            var finding = documents.Place(note);
            if (covering.Count > 0) waived.Add(finding with { WaivedBecause = covering[^1].Reason });
            else findings.Add(finding);
        }

        // of some findings alone, nothing is known of what a waiver is for
        foreach (var idle in files is null ? waivers.Where(waiver => !used.Contains(waiver)) : [])
        {
            findings.Add(documents.Place(new LintNote(
                new SourceDiagnostic(LintCodes.IdleWaiver, Severity.Warning, idle.Location, $"nothing is found here that has to be waived as `{idle.Code}`"),
                [new NotedFix("remove the waiver", idle.Location.Pointer, null, IsSafe: true)])));
        }

        return new LintReport(Sorted(findings), Sorted(waived));
    }

    private static ImmutableArray<LintFinding> Sorted(IEnumerable<LintFinding> findings) =>
    [
        .. findings.OrderBy(finding => finding.Diagnostic.Location.File, StringComparer.Ordinal)
            .ThenBy(finding => finding.Range?.Offset ?? 0)
            .ThenBy(finding => finding.Diagnostic.Code, StringComparer.Ordinal),
    ];
}
