using System.Collections.Immutable;
using Pdp.Authoring.Editing;
using Pdp.Engine.Sources;

namespace Pdp.Authoring.Linting;

/// <summary>Something that the linter, or the loading before it, found.</summary>
/// <param name="Diagnostic">What, and where for people.</param>
/// <param name="Range">Where in the document's text; null when that is not known.</param>
/// <param name="Fixes">What can be done about it; the first is the one to choose.</param>
public sealed record LintFinding(SourceDiagnostic Diagnostic, DocumentRange? Range, ImmutableArray<LintFix> Fixes)
{
    /// <summary>The line in the document, from 1 on; null when that is not known.</summary>
    public int? Line { get; init; }

    /// <summary>Why the document says that it is meant to be so; null: it does not.</summary>
    public string? WaivedBecause { get; init; }
}

/// <summary>A change of a document that does away with a finding.</summary>
/// <param name="Title">What it does, for people.</param>
/// <param name="Edit">The change, of the file in which the finding is.</param>
/// <param name="IsSafe">Whether no decision changes by it; otherwise its author has to choose it.</param>
public sealed record LintFix(string Title, DocumentEdit Edit, bool IsSafe);

/// <summary>What linting came to.</summary>
/// <param name="Findings">What there is to look at, by file and place.</param>
/// <param name="Waived">What the documents say is meant to be so.</param>
public sealed record LintReport(ImmutableArray<LintFinding> Findings, ImmutableArray<LintFinding> Waived);
