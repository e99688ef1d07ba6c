using Pdp.Engine.Decisions;
using Pdp.Engine.Evaluation;
using Pdp.Engine.Model;
using Pdp.Language.Runtime;

namespace Pdp.Engine.Tests.Support;

/// <summary>Looks at every item, as an evaluation without any index does.</summary>
internal readonly struct ScanTrace : ITrace
{
    public static bool UsesIndex => false;

    public Node Code(Expression expression) => expression.Plain;

    public void Evaluated(ItemNode item, Expression expression)
    {
    }

    public void Finished(ItemNode item, InnerValue value, DecisionError? error)
    {
    }

    public void ActionDiffers(RuleNode rule)
    {
    }
}
