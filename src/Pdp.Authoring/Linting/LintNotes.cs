using System.Collections.Immutable;
using Pdp.Engine.Diagnostics;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Pdp.Language.Text;

namespace Pdp.Authoring.Linting;

/// <summary>A finding before it has its place in a text.</summary>
/// <param name="Diagnostic">What.</param>
/// <param name="Fixes">What can be done about it.</param>
internal sealed record LintNote(SourceDiagnostic Diagnostic, ImmutableArray<NotedFix> Fixes);

/// <summary>A fix before it has its place in a text.</summary>
/// <param name="Title">What it does.</param>
/// <param name="Pointer">The member that it takes away or replaces.</param>
/// <param name="Expression">The expression that stands there then; null: the member goes.</param>
/// <param name="IsSafe">Whether no decision changes by it.</param>
internal sealed record NotedFix(string Title, string Pointer, string? Expression, bool IsSafe);

/// <summary>What has been found so far.</summary>
internal sealed class LintNotes
{
    private readonly List<LintNote> _notes = [];
    private readonly HashSet<(string Code, SourceLocation Place)> _places = [];

    public IReadOnlyList<LintNote> All => _notes;

    /// <summary>Whether a code was found at a place.</summary>
    public bool Has(string code, SourceLocation place) => _places.Contains((code, place));

    /// <summary>What loading found.</summary>
    public void Loaded(SourceDiagnostic diagnostic) => Add(diagnostic, diagnostic.Code == EngineDiagnosticCodes.UnreadVariable
        ? [new NotedFix("remove the variable", diagnostic.Location.Pointer, null, IsSafe: true)]
        : []);

    /// <summary>Something about a member.</summary>
    public void Warn(string code, SourceLocation place, string message, string? help = null, params ImmutableArray<NotedFix> fixes) =>
        Add(new SourceDiagnostic(code, Severity.Warning, place, message, help), fixes);

    /// <summary>Something about a part of an expression.</summary>
    public void Warn(string code, ExpressionSource expression, TextSpan span, string message, string? help = null, params ImmutableArray<NotedFix> fixes) =>
        Add(new SourceDiagnostic(code, Severity.Warning, expression.Location, message, help, expression.Text, span), fixes);

    private void Add(SourceDiagnostic diagnostic, ImmutableArray<NotedFix> fixes)
    {
        _notes.Add(new LintNote(diagnostic, fixes));
        _places.Add((diagnostic.Code, diagnostic.Location));
    }
}
