using Pdp.Engine.Decisions;
using Pdp.Engine.Evaluation;
using Pdp.Engine.Model;
using Pdp.Language.Runtime;

namespace Pdp.Engine.Coverage;

/// <summary>Tells a <see cref="CoverageLedger"/>; looks at every item, so that what is seen does not depend on the index.</summary>
internal readonly struct CoverageTrace(CoverageLedger ledger) : ITrace
{
    public static bool UsesIndex => false;

    public void Begins(EvaluationPurpose purpose) => ledger.Begin(purpose);

    public Node Code(Expression expression) => expression.Recording.Root;

    public void Evaluated(ItemNode item, Expression expression)
    {
    }

    public void Finished(ItemNode item, InnerValue value, DecisionError? error)
    {
        if (item is RuleNode rule) ledger.Finish(rule, value);
    }

    public void ActionDiffers(RuleNode rule)
    {
    }
}
