using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Nodes;

/// <summary>Tells <see cref="Frame.Recorder"/> what a sub-expression evaluated to.</summary>
internal sealed class RecordNode(Node node, Expr expression) : Node
{
    /// <summary>What computes the value.</summary>
    public Node Inner => node;

    public override Value Evaluate(Frame frame)
    {
        var value = node.Evaluate(frame);
        frame.Recorder?.Record(expression, value);
        return value;
    }
}
