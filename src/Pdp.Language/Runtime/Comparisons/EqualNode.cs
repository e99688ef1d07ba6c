using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Comparisons;

/// <summary><c>a == b</c> and <c>a != b</c> of any two values.</summary>
internal sealed class EqualNode(Node left, Node right, bool negated, TextSpan span) : ConditionNode
{
    public override Truth Test(Frame frame)
    {
        var a = left.Evaluate(frame);
        if (a.AsError is { } leftError) return Truths.Fail(frame, leftError);
        var b = right.Evaluate(frame);
        if (b.AsError is { } rightError) return Truths.Fail(frame, rightError);
        var truth = BoundedEquality.Test(frame, a, b, span);
        return negated ? Negate(truth) : truth;
    }

    private static Truth Negate(Truth truth) => truth switch
    {
        Truth.True => Truth.False,
        Truth.False => Truth.True,
        _ => Truth.Error,
    };
}
