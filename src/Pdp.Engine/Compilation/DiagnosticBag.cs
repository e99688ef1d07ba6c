using System.Collections.Immutable;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Pdp.Language.Text;

namespace Pdp.Engine.Compilation;

/// <summary>Everything found so far.</summary>
internal sealed class DiagnosticBag
{
    private readonly List<SourceDiagnostic> _all;
    private readonly HashSet<SourceDiagnostic> _seen;
    private readonly string? _demotion;

    public DiagnosticBag()
        : this([], [], null)
    {
    }

    private DiagnosticBag(List<SourceDiagnostic> all, HashSet<SourceDiagnostic> seen, string? demotion)
    {
        _all = all;
        _seen = seen;
        _demotion = demotion;
    }

    public bool HasErrors => _all.Exists(diagnostic => diagnostic.Severity == Severity.Error);

    /// <summary>A view on the same bag that makes warnings of errors, with this help besides.</summary>
    public DiagnosticBag Demoting(string help) => new(_all, _seen, help);

    public void Error(string code, SourceLocation location, string message, string? help = null) =>
        Add(new SourceDiagnostic(code, Severity.Error, location, message, help));

    public void Warn(string code, SourceLocation location, string message, string? help = null) =>
        Add(new SourceDiagnostic(code, Severity.Warning, location, message, help));

    /// <summary>An error at a place inside an expression.</summary>
    public void Error(string code, ExpressionSource source, TextSpan span, string message, string? help = null) =>
        Add(new SourceDiagnostic(code, Severity.Error, source.Location, message, help, source.Text, span));

    /// <summary>A finding of the language about an expression.</summary>
    public void Add(ExpressionSource source, Diagnostic found, string? help = null) =>
        Add(new SourceDiagnostic(
            found.Code, found.Severity, source.Location, found.Message, Join(found.Help, help), source.Text, found.Span));

    /// <summary>Everything found, by file; within a file in the order of discovery, which follows the document.</summary>
    public ImmutableArray<SourceDiagnostic> ToImmutable() =>
        [.. _all.OrderBy(diagnostic => diagnostic.Location.File, StringComparer.Ordinal)];

    private void Add(SourceDiagnostic diagnostic)
    {
        if (_demotion is not null && diagnostic.Severity == Severity.Error)
            diagnostic = diagnostic with { Severity = Severity.Warning, Help = Join(diagnostic.Help, _demotion) };
        if (_seen.Add(diagnostic)) _all.Add(diagnostic);
    }

    private static string? Join(string? first, string? second) =>
        first is null ? second : second is null ? first : $"{first}; {second}";
}
