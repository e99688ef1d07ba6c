using Pdp.Language.Functions;
using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Comparisons;

/// <summary><c>a == b</c> and <c>a != b</c>, quick where both are strings or share an inline kind.</summary>
internal sealed class EqualPairNode<TLeft, TRight>(TLeft left, TRight right, bool negated, TextSpan span) : ConditionNode
    where TLeft : struct, IOperand
    where TRight : struct, IOperand
{
    public override Truth Test(Frame frame)
    {
        var a = left.Read(frame);
        if (a.AsError is { } leftError) return Truths.Fail(frame, left.Locate(leftError));
        var b = right.Read(frame);
        if (a.AsString is { Length: < Work.LongText } x && b.AsString is { } y)
            return Truths.From(string.Equals(x, y) != negated);
        if (a.IsInt && b.IsInt) return Truths.From((a.AsInt == b.AsInt) != negated);
        return Rest(frame, a, b);
    }

    private Truth Rest(Frame frame, in Value a, in Value b)
    {
        if (b.AsError is { } rightError) return Truths.Fail(frame, right.Locate(rightError));
        var truth = BoundedEquality.Test(frame, a, b, span);
        return truth == Truth.Error ? truth : Truths.From((truth == Truth.True) != negated);
    }
}
