using System.Collections.Immutable;
using Pdp.Authoring.Editor.Text;
using Pdp.Engine.Sources;

namespace Pdp.Authoring.Editor.Files;

/// <summary>Something found in a document, at its place in an editor.</summary>
/// <param name="Diagnostic">What.</param>
/// <param name="Range">Where.</param>
/// <param name="Fixes">What can be done about it; the first is the one to choose.</param>
public sealed record EditorFinding(SourceDiagnostic Diagnostic, EditorRange Range, ImmutableArray<EditorFix> Fixes)
{
    /// <summary>Whether it is about something that is of no use.</summary>
    public bool IsUnnecessary { get; init; }
}

/// <summary>Something to do about a finding.</summary>
/// <param name="Title">What it does, for people.</param>
/// <param name="Edits">The changes, of the document in which the finding is.</param>
/// <param name="IsSafe">Whether no decision changes by it.</param>
/// <param name="IsWaiver">Whether it says that the finding is meant to be so, and changes nothing.</param>
public sealed record EditorFix(string Title, ImmutableArray<EditorEdit> Edits, bool IsSafe, bool IsWaiver = false);

/// <summary>A change of a document.</summary>
/// <param name="Range">What is replaced.</param>
/// <param name="Text">What stands there then.</param>
public sealed record EditorEdit(EditorRange Range, string Text);
