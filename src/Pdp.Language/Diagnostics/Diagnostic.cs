using Pdp.Language.Text;

namespace Pdp.Language.Diagnostics;

/// <summary>Something to say about an expression's text.</summary>
/// <param name="Code">Stable code of the kind of finding, one of <see cref="DiagnosticCodes"/>.</param>
/// <param name="Severity">Whether the text can be used at all.</param>
/// <param name="Message">Lower case, no full stop, no line break, the author's words in backticks.</param>
/// <param name="Span">Where in the expression's text.</param>
/// <param name="Help">What to do about it, or null; the same style as the message.</param>
public sealed record Diagnostic(string Code, Severity Severity, string Message, TextSpan Span, string? Help = null)
{
    /// <summary>What to put where, when <see cref="Help"/> offers more than a template; else null.</summary>
    public Rewriting? Rewriting { get; init; }
}
