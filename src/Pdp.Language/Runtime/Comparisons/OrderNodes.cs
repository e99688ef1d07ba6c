using Pdp.Language.Functions;
using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Comparisons;

/// <summary>Which outcomes of a comparison an operator accepts: the bits 1 less, 2 equal, 4 greater. NaN has none.</summary>
internal readonly struct Ordering(BinaryOperator op)
{
    private readonly int _mask = op switch
    {
        BinaryOperator.Less => 1,
        BinaryOperator.LessOrEqual => 3,
        BinaryOperator.Greater => 4,
        _ => 6,
    };

    public Truth Of(long left, long right) => Accept(left < right ? 1 : left == right ? 2 : 4);

    public Truth Of(double left, double right) => Accept(left < right ? 1 : left == right ? 2 : left > right ? 4 : 0);

    public Truth OfResult(int result) =>
        Accept(result == ValueOrder.Unordered ? 0 : result < 0 ? 1 : result == 0 ? 2 : 4);

    private Truth Accept(int outcome) => Truths.From((_mask & outcome) != 0);
}

/// <summary><c>a &lt; b</c> and its like of any two values.</summary>
internal sealed class OrderNode(Node left, Node right, BinaryOperator op, bool rounded, TextSpan span) : ConditionNode
{
    private readonly Ordering _ordering = new(op);

    public override Truth Test(Frame frame)
    {
        var a = left.Evaluate(frame);
        if (a.AsError is { } leftError) return Truths.Fail(frame, leftError);
        var b = right.Evaluate(frame);
        if (b.AsError is { } rightError) return Truths.Fail(frame, rightError);
        return Compare(frame, _ordering, a, b, op, rounded, span);
    }

    /// <summary>The outcome for two values that are no errors.</summary>
    public static Truth Compare(
        Frame frame, Ordering ordering, in Value a, in Value b, BinaryOperator op, bool rounded, TextSpan span)
    {
        if (Work.Order(frame, a, b) is { } limit) return Truths.Fail(frame, limit.At(span));
        return ValueOrder.TryCompare(a, b, out var result, rounded)
            ? ordering.OfResult(result)
            : Truths.Fail(frame, ValueLimits.NoOverload(OperatorNames.Of(op), a, b).AsError!.At(span));
    }
}

/// <summary><see cref="OrderNode"/>, quick where both are ints, doubles, durations or usual time stamps.</summary>
internal sealed class OrderPairNode<TLeft, TRight>(
    TLeft left, TRight right, BinaryOperator op, bool rounded, TextSpan span) : ConditionNode
    where TLeft : struct, IOperand
    where TRight : struct, IOperand
{
    private readonly Ordering _ordering = new(op);

    public override Truth Test(Frame frame)
    {
        var a = left.Read(frame);
        if (a.AsError is { } leftError) return Truths.Fail(frame, left.Locate(leftError));
        var b = right.Read(frame);
        if (Value.ShareTag(a, b))
        {
            if (a.IsInt || a.IsDuration || a.IsInlineTimestamp) return _ordering.Of(a.Bits, b.Bits);
            if (a.IsDouble) return _ordering.Of(a.AsDouble, b.AsDouble);
        }

        return b.AsError is { } rightError
            ? Truths.Fail(frame, right.Locate(rightError))
            : OrderNode.Compare(frame, _ordering, a, b, op, rounded, span);
    }
}
