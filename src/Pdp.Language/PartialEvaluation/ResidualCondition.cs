using System.Collections.Immutable;
using Pdp.Language.Syntax;

namespace Pdp.Language.PartialEvaluation;

/// <summary>
/// A residual as a formula over atoms: <c>&amp;&amp;</c>, <c>||</c> and <c>!</c> are taken apart, everything else is an
/// atom. The three-valued logic is that of the language: false absorbs errors in a conjunction, true in a disjunction.
/// </summary>
public abstract record ResidualCondition
{
    private protected ResidualCondition()
    {
    }

    /// <summary>The atoms, from left to right.</summary>
    public abstract IEnumerable<ResidualAtom> Atoms { get; }
}

/// <summary><c>a &amp;&amp; b &amp;&amp; …</c>.</summary>
/// <param name="Operands">Two or more conditions, none of them a conjunction.</param>
public sealed record ResidualAnd(ImmutableArray<ResidualCondition> Operands) : ResidualCondition
{
    /// <inheritdoc/>
    public override IEnumerable<ResidualAtom> Atoms => Operands.SelectMany(operand => operand.Atoms);
}

/// <summary><c>a || b || …</c>.</summary>
/// <param name="Operands">Two or more conditions, none of them a disjunction.</param>
public sealed record ResidualOr(ImmutableArray<ResidualCondition> Operands) : ResidualCondition
{
    /// <inheritdoc/>
    public override IEnumerable<ResidualAtom> Atoms => Operands.SelectMany(operand => operand.Atoms);
}

/// <summary><c>!a</c>.</summary>
/// <param name="Operand">What is negated.</param>
public sealed record ResidualNot(ResidualCondition Operand) : ResidualCondition
{
    /// <inheritdoc/>
    public override IEnumerable<ResidualAtom> Atoms => Operand.Atoms;
}

/// <summary>A condition that is not taken apart: a comparison, a call, an attribute, a loop, a constant.</summary>
/// <param name="Expression">A node of the residual; its types and overloads stand in the residual's tables.</param>
/// <param name="Reads">The attributes it reads, known or not, as in <see cref="PartialResult.Unknowns"/>, in order.</param>
/// <param name="MissingErrors">
/// Those whose absence makes it an error for certain, when the rest of what it reads can be read: not what it asks
/// <c>has</c> of or selects by <c>.?</c>.
/// </param>
/// <param name="PossibleMissingErrors">
/// Those whose absence may make it an error, depending on others: what a loop or a branch of <c>?:</c> reads, the
/// alternative of <c>orValue</c>, a variable that may not be read.
/// </param>
/// <param name="IsError">Whether it is an error for certain, as what reads an attribute that is known to be missing.</param>
public sealed record ResidualAtom(
    Expr Expression,
    ImmutableArray<string> Reads,
    ImmutableArray<string> MissingErrors,
    ImmutableArray<string> PossibleMissingErrors,
    bool IsError) : ResidualCondition
{
    /// <inheritdoc/>
    public override IEnumerable<ResidualAtom> Atoms => [this];

    /// <summary>The atom as text.</summary>
    public string Text => Unparser.Format(Expression);
}
