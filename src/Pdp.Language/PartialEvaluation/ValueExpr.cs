using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.PartialEvaluation;

/// <summary>
/// A known value in place of the expression that has it. Such nodes live in trees under way only: a residual has
/// literals and calls instead, as the parser makes them.
/// </summary>
/// <param name="Id">That of the expression, whose type the value's text must have.</param>
/// <param name="Span">That of the expression.</param>
/// <param name="Value">The value, neither missing nor an error.</param>
/// <param name="Fallback">What to write when the value is too large for the residual, or has no text; null when neither can be.</param>
internal sealed record ValueExpr(int Id, TextSpan Span, Value Value, Expr? Fallback) : Expr(Id, Span);
