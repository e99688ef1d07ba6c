using System.Diagnostics.CodeAnalysis;
using Pdp.Language.Text;

namespace Pdp.Language.Diagnostics;

/// <summary>
/// What to do about a finding. A plain text is an explanation or a template (<c>write `list.exists(x, condition)`</c>);
/// what offers a concrete rewriting says so, and what it offers must check in place of the mistake.
/// </summary>
/// <param name="Text">What the author reads.</param>
/// <param name="Rewriting">What to put where; null for a template.</param>
internal sealed record Advice(string Text, Rewriting? Rewriting = null)
{
    private const int Longest = 80;

    [return: NotNullIfNotNull(nameof(template))]
    public static implicit operator Advice?(string? template) => template is null ? null : new Advice(template);

    /// <summary>To write something in place of a stretch.</summary>
    public static Advice Write(TextSpan span, string text) =>
        new($"write `{Excerpt.Of(text, new TextSpan(0, text.Length), Longest)}`", new Rewriting(span, text));

    /// <summary>A guess what was meant.</summary>
    /// <param name="span">The stretch to replace.</param>
    /// <param name="text">What to put there.</param>
    /// <param name="shown">How the author reads it, when it is more or less than that.</param>
    public static Advice DidYouMean(TextSpan span, string text, string? shown = null) =>
        new($"did you mean `{shown ?? text}`?", new Rewriting(span, text));
}
