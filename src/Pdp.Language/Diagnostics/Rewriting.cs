using Pdp.Language.Text;

namespace Pdp.Language.Diagnostics;

/// <summary>A text that, put in place of a stretch of the author's, does away with a finding.</summary>
/// <param name="Span">What it replaces.</param>
/// <param name="Text">What stands there then; a part of an expression, never a template with words to fill in.</param>
public readonly record struct Rewriting(TextSpan Span, string Text)
{
    /// <summary>The whole text with the replacement made.</summary>
    public string Apply(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Concat(text.AsSpan(0, Span.Start), Text, text.AsSpan(Span.End));
    }
}
