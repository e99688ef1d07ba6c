using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Nodes;

/// <summary>A node whose value is a bool or an error, so that it is tested, and evaluated by testing.</summary>
internal abstract class ConditionNode : Node
{
    public sealed override Value Evaluate(Frame frame) => Truths.ToValue(Test(frame), frame);

    public abstract override Truth Test(Frame frame);
}
