using Pdp.Engine.Decisions;
using Pdp.Engine.Model;
using Pdp.Language.Runtime;

namespace Pdp.Engine.Evaluation;

/// <summary>
/// What is told of an evaluation. The evaluator is generic over it: with <see cref="NoTrace"/> nothing of it remains in
/// the machine code, and with any other it is the same evaluation.
/// </summary>
internal interface ITrace
{
    /// <summary>
    /// Whether items that are provably not applicable are passed over, and conditions that have one text are evaluated once;
    /// what is told is the same, but for that.
    /// </summary>
    static abstract bool UsesIndex { get; }

    /// <summary>What is evaluated next, and for what. Told where <see cref="UsesIndex"/> is false: an index finds for all at once.</summary>
    void Begins(EvaluationPurpose purpose);

    /// <summary>The node to run for an expression.</summary>
    Node Code(Expression expression);

    /// <summary>An expression has been evaluated.</summary>
    void Evaluated(ItemNode item, Expression expression);

    /// <summary>An item has its value.</summary>
    void Finished(ItemNode item, InnerValue value, DecisionError? error);

    /// <summary>A rule does not have the request's action.</summary>
    void ActionDiffers(RuleNode rule);
}

/// <summary>Tells nothing.</summary>
internal readonly struct NoTrace : ITrace
{
    public static bool UsesIndex => true;

    public void Begins(EvaluationPurpose purpose)
    {
    }

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

/// <summary>Tells nothing, and looks at every item, as an evaluation without any index does: for comparison.</summary>
internal readonly struct ScanTrace : ITrace
{
    public static bool UsesIndex => false;

    public void Begins(EvaluationPurpose purpose)
    {
    }

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
