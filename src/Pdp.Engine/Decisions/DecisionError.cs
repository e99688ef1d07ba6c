using Pdp.Language.Text;

namespace Pdp.Engine.Decisions;

/// <summary>An error met while deciding, whether or not it mattered.</summary>
/// <param name="Policy">Path of policy ids; null when the request itself is at fault.</param>
/// <param name="Version">Version of the document; 0 when <paramref name="Policy"/> is null.</param>
/// <param name="Rule">The rule's id; null for a policy's target or own obligation.</param>
/// <param name="Code"><c>missing-attribute</c>, <c>syntax-error</c> or <c>processing-error</c>.</param>
/// <param name="Message">What went wrong.</param>
/// <param name="Member">The member whose expression it is, as a JSON pointer in the document; null without one.</param>
/// <param name="Span">The sub-expression in error within that member's text, or null.</param>
public sealed record DecisionError(
    string? Policy, int Version, string? Rule, string Code, string Message, string? Member = null, TextSpan? Span = null);
