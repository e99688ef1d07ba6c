using Pdp.Language.Diagnostics;
using Pdp.Language.Text;

namespace Pdp.Engine.Sources;

/// <summary>Something to say about a place in the policy files.</summary>
/// <param name="Code">Stable code of the kind of finding.</param>
/// <param name="Severity">An error keeps the whole set from loading.</param>
/// <param name="Location">Where.</param>
/// <param name="Message">Lower case, no full stop, the author's words in backticks.</param>
/// <param name="Help">What to do about it, or null.</param>
/// <param name="Text">The text of the expression, when the place is inside one.</param>
/// <param name="Span">The place inside <paramref name="Text"/>.</param>
public sealed record SourceDiagnostic(
    string Code, Severity Severity, SourceLocation Location, string Message, string? Help = null,
    string? Text = null, TextSpan? Span = null)
{
    /// <summary>The place in the file, when the finding is about the document and not about an expression's text.</summary>
    public FilePosition? Position { get; init; }

    /// <summary>What to put where in <see cref="Text"/>, when <see cref="Help"/> offers more than a template; else null.</summary>
    public Rewriting? Rewriting { get; init; }
}
