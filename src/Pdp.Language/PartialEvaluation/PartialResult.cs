using System.Collections.Immutable;
using Pdp.Language.Checking;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Language.PartialEvaluation;

/// <summary>What came of evaluating an expression in part.</summary>
public enum PartialOutcome
{
    /// <summary>What is unknown decides: see <see cref="PartialResult.Residual"/>.</summary>
    Residual,

    /// <summary>The expression has one value, whatever the rest is.</summary>
    Value,

    /// <summary>The expression is an error, whatever the rest is.</summary>
    Error,
}

/// <summary>What is left of an expression once a part of its attributes is known.</summary>
/// <param name="Residual">
/// An expression that has the same value, or is an error, wherever the original is, for every choice of what is unknown.
/// It is one of the same environment, with the same type; nodes stand where the parts of the original's text stand that
/// they come from. What was known need not be given when it is evaluated: an attribute may be as it was, or missing.
/// </param>
/// <param name="Value">The value or error that it always has; missing for <see cref="PartialOutcome.Residual"/>.</param>
/// <param name="Unknowns">
/// The unknown attributes that the residual reads, each with the members it selects (<c>resource.owner.id</c>), in order.
/// </param>
/// <param name="References">
/// The known attributes that the residual still reads: those whose value is too large for it, which must be as they were,
/// and those that make it an error because they are missing or invalid.
/// </param>
/// <param name="Condition">The residual as a condition: what must be asked of the attributes.</param>
public sealed record PartialResult(
    CheckedExpression Residual,
    Value Value,
    ImmutableArray<string> Unknowns,
    ImmutableArray<string> References,
    ResidualCondition Condition)
{
    /// <summary>Whether anything is left to ask.</summary>
    public PartialOutcome Outcome =>
        Value.IsMissing ? PartialOutcome.Residual : Value.IsError ? PartialOutcome.Error : PartialOutcome.Value;

    /// <summary>The residual as text: it parses and checks to <see cref="Residual"/>.</summary>
    public string Text => Unparser.Format(Residual.Root);

    /// <summary>The atoms of <see cref="Condition"/>, from left to right.</summary>
    public IEnumerable<ResidualAtom> Atoms => Condition.Atoms;
}
