using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Nodes;

/// <summary>A value used as a condition: when it is no bool, the error says where.</summary>
internal sealed class BoolOfNode(Node value, TextSpan span) : Node
{
    public override Value Evaluate(Frame frame) => value.Evaluate(frame);

    public override Truth Test(Frame frame)
    {
        var result = value.Evaluate(frame);
        if (result.IsBool) return Truths.From(result.AsBool);
        return Truths.Fail(frame, result.AsError ?? RuntimeErrors.NotBoolean(result).At(span));
    }

    /// <summary>The node as a condition.</summary>
    public static Node Of(Node node, TextSpan span) =>
        node is ConditionNode or BoolOfNode or AttributeNode ? node : new BoolOfNode(node, span);
}
