using Pdp.Language.Text;

namespace Pdp.Language.Values;

/// <summary>Why an expression has no value. An error is a value like any other; it is never thrown.</summary>
/// <param name="code">The status code.</param>
/// <param name="message">Lower case, no full stop, the request's words in backticks.</param>
/// <param name="attribute">The absent or invalid attribute as <c>subject.clearance</c>, when that is the cause.</param>
/// <param name="span">The sub-expression in error, once it is known; see <see cref="At"/>.</param>
public sealed class EvalError(EvalErrorCode code, string message, string? attribute = null, TextSpan? span = null)
    : CelObject
{
    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Error;

    /// <summary>The status code.</summary>
    public EvalErrorCode Code { get; } = code;

    /// <summary>What went wrong.</summary>
    public string Message { get; } = message;

    /// <summary>The attribute that was absent or invalid, or null.</summary>
    public string? Attribute { get; } = attribute;

    /// <summary>The sub-expression in error within its expression's text, or null when no one set it.</summary>
    public TextSpan? Span { get; } = span;

    /// <summary>
    /// Whether the stack did not suffice: that tells of the place of the evaluation and not of the expression, which may
    /// have a value elsewhere.
    /// </summary>
    public bool IsOutOfStack { get; internal init; }

    /// <summary>The same error at a place; an error that has a place already keeps it (the innermost is the cause).</summary>
    public EvalError At(TextSpan span) => Span is null ? Relocated(span) : this;

    /// <summary>The same error at another place.</summary>
    internal EvalError Relocated(TextSpan span) => new(Code, Message, Attribute, span) { IsOutOfStack = IsOutOfStack };

    /// <inheritdoc/>
    public override string ToString() => Message;
}
