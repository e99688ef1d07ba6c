using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Logic;

/// <summary><c>condition ? then : otherwise</c>: strict in its condition; the other branch is not evaluated.</summary>
internal sealed class ConditionalNode(Node condition, Node then, TextSpan thenSpan, Node otherwise, TextSpan otherwiseSpan)
    : Node
{
    private readonly Node _thenCondition = BoolOfNode.Of(then, thenSpan);
    private readonly Node _otherwiseCondition = BoolOfNode.Of(otherwise, otherwiseSpan);

    public override Value Evaluate(Frame frame) => condition.Test(frame) switch
    {
        Truth.True => then.Evaluate(frame),
        Truth.False => otherwise.Evaluate(frame),
        _ => Value.From(frame.Error!),
    };

    public override Truth Test(Frame frame) => condition.Test(frame) switch
    {
        Truth.True => _thenCondition.Test(frame),
        Truth.False => _otherwiseCondition.Test(frame),
        _ => Truth.Error,
    };
}
