using System.Collections.Immutable;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Pdp.Language.Text;

namespace Pdp.Engine.Compilation;

/// <summary>Everything found so far.</summary>
internal sealed class DiagnosticBag
{
    private readonly Contents _contents;
    private readonly string? _demotion;
    private readonly bool _takesNotes;
    private List<Note>? _notes;

    public DiagnosticBag()
        : this(new Contents(), null, takesNotes: false)
    {
    }

    private DiagnosticBag(Contents contents, string? demotion, bool takesNotes)
    {
        _contents = contents;
        _demotion = demotion;
        _takesNotes = takesNotes;
    }

    public bool HasErrors => _contents.All.Exists(diagnostic => diagnostic.Severity == Severity.Error);

    /// <summary>At what the compiler is now.</summary>
    public Stage Stage
    {
        get => _contents.Stage;
        set => _contents.Stage = value;
    }

    /// <summary>
    /// What has been told to this view of the bag, and could be told again by who compiles nothing for it: all but what the
    /// references of all documents together come to.
    /// </summary>
    public IReadOnlyList<Note> Notes => _notes ?? [];

    /// <summary>A view on the same bag for what belongs to one document.</summary>
    /// <param name="demotion">Null; else warnings are made of errors, with this help besides.</param>
    public DiagnosticBag OfDocument(string? demotion) => new(_contents, demotion, takesNotes: true);

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
            found.Code, found.Severity, source.Location, found.Message, Join(found.Help, help), source.Text, found.Span) { Rewriting = found.Rewriting });

    /// <summary>Tells again what was told at the stage that the compiler is at now.</summary>
    public void Repeat(IReadOnlyList<Note> notes)
    {
        for (var i = 0; i < notes.Count; i++)
        {
            if (notes[i].Stage == Stage) _contents.Add(notes[i].Diagnostic);
        }
    }

    /// <summary>Everything found, by file; within a file in the order of discovery, which follows the document.</summary>
    public ImmutableArray<SourceDiagnostic> ToImmutable() =>
        [.. _contents.All.OrderBy(diagnostic => diagnostic.Location.File, StringComparer.Ordinal)];

    private void Add(SourceDiagnostic diagnostic)
    {
        if (_demotion is not null && diagnostic.Severity == Severity.Error)
            diagnostic = diagnostic with { Severity = Severity.Warning, Help = Join(diagnostic.Help, _demotion) };
        if (_takesNotes && Stage != Stage.Circles) (_notes ??= []).Add(new Note(Stage, diagnostic));
        _contents.Add(diagnostic);
    }

    private static string? Join(string? first, string? second) =>
        first is null ? second : second is null ? first : $"{first}; {second}";

    /// <summary>What all views of a bag share.</summary>
    private sealed class Contents
    {
        private readonly HashSet<SourceDiagnostic> _seen = [];

        public List<SourceDiagnostic> All { get; } = [];

        public Stage Stage { get; set; }

        public void Add(SourceDiagnostic diagnostic)
        {
            if (_seen.Add(diagnostic)) All.Add(diagnostic);
        }
    }
}

/// <summary>What the compiler is at.</summary>
internal enum Stage
{
    /// <summary>The parts that all documents share.</summary>
    Shared,

    /// <summary>Reading documents.</summary>
    Reading,

    /// <summary>The circles of references.</summary>
    Circles,

    /// <summary>Finding what expressions read.</summary>
    Resolving,

    /// <summary>Checking documents.</summary>
    Checking,

    /// <summary>Looking for what is probably not meant.</summary>
    Linting,

    /// <summary>Making code.</summary>
    Building,

    /// <summary>Telling what the checks of expressions found.</summary>
    Findings,

    /// <summary>Laying out places.</summary>
    Laying,
}

/// <summary>Something found, and at which stage.</summary>
internal readonly record struct Note(Stage Stage, SourceDiagnostic Diagnostic);
