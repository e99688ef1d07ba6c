using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pdp.Language.Syntax;

namespace Pdp.Language.PartialEvaluation;

/// <summary>Takes a residual apart at its logical operators.</summary>
/// <param name="folder">A fold over the residual, with the same knowledge.</param>
/// <param name="knowledge">What is known.</param>
internal sealed class FormulaBuilder(Folder folder, IKnowledge knowledge)
{
    public ResidualCondition Build(Expr node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node)
        {
            case LogicExpr logic:
                var operands = logic.Operands.Select(Build).ToImmutableArray();
                return logic.IsAnd ? new ResidualAnd(operands) : new ResidualOr(operands);
            case UnaryExpr { Operator: UnaryOperator.Not } not:
                return new ResidualNot(Build(not.Operand));
            default:
                var reads = new ResidualReads(knowledge).Add(node);
                return new ResidualAtom(
                    node, reads.Reads, reads.MissingErrors, reads.PossibleMissingErrors, folder.Fold(node).IsError);
        }
    }
}
