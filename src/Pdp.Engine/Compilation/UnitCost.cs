using Pdp.Language.Checking;
using Pdp.Language.Cost;
using Pdp.Language.Functions;

namespace Pdp.Engine.Compilation;

/// <summary>What evaluating an expression comes to at worst, and what it takes to explain that.</summary>
/// <param name="Expression">The expression as it is compiled.</param>
/// <param name="Functions">The functions it was checked against.</param>
/// <param name="Sizes">How large its free names are.</param>
/// <param name="Estimate">The worst case.</param>
internal sealed record UnitCost(
    CheckedExpression Expression, FunctionRegistry Functions, ISizeBindings Sizes, CostEstimate Estimate)
{
    /// <summary>The units as property of an obligation or a piece of advice.</summary>
    public long WrittenUnits => Estimate.Units + Estimate.WritingUnits;

    public static UnitCost Of(CheckedExpression expression, FunctionRegistry functions, ISizeBindings sizes) =>
        new(expression, functions, sizes, CostEstimator.Estimate(expression, functions, sizes));

    /// <summary>Finds what makes it dear, and which bounds would let it fit.</summary>
    public CostFinding Explain(long limit, bool isWritten) =>
        CostEstimator.Explain(Expression, Functions, Sizes, limit, isWritten);
}
