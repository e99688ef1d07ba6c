using Pdp.Language.Functions;
using Pdp.Language.Runtime.Comparisons;
using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Compilation;

/// <summary>Chooses the node that fits the usual shapes of comparisons: attributes and variables beside constants.</summary>
internal static class Specialiser
{
    /// <summary><c>left == right</c>, <c>left != right</c>.</summary>
    public static Node Equality(Node left, Node right, bool negated, BinaryExpr e)
    {
        if (right is ConstantNode { Value: var constant } && IsScalar(constant))
            return Equality(left, e.Left.Span, constant, negated, e.Span);
        if (left is ConstantNode { Value: var other } && IsScalar(other))
            return Equality(right, e.Right.Span, other, negated, e.Span);
        return (left, right) switch
        {
            (AttributeNode a, AttributeNode b) => Pair(new SlotOperand(a), new SlotOperand(b)),
            (AttributeNode a, LocalNode b) => Pair(new SlotOperand(a), new LocalOperand(b.Index)),
            (LocalNode a, AttributeNode b) => Pair(new LocalOperand(a.Index), new SlotOperand(b)),
            _ => Pair(new NodeOperand(left, e.Left.Span), new NodeOperand(right, e.Right.Span)),
        };

        Node Pair<TLeft, TRight>(TLeft a, TRight b)
            where TLeft : struct, IOperand
            where TRight : struct, IOperand => new EqualPairNode<TLeft, TRight>(a, b, negated, e.Span);
    }

    /// <summary><c>left in right</c>; null when there is no node for the shape.</summary>
    public static Node? Membership(Node left, Node right, BinaryExpr e)
    {
        if (right is ConstantNode { Value.AsList: { } list }) return InConstants(left, list, e);
        return (left, right) switch
        {
            (ConstantNode { Value.AsString: { Length: < Work.LongText } text }, AttributeNode range) =>
                new StringInSlotNode(text, new SlotOperand(range), e.Right.Span),
            _ => null,
        };
    }

    /// <summary><c>left &lt; right</c> and its like.</summary>
    public static Node Order(Node left, Node right, bool rounded, BinaryExpr e)
    {
        return (left, right) switch
        {
            (AttributeNode a, ConstantNode b) => Pair(new SlotOperand(a), new ConstantOperand(b.Value)),
            (LocalNode a, ConstantNode b) => Pair(new LocalOperand(a.Index), new ConstantOperand(b.Value)),
            (ConstantNode a, AttributeNode b) => Pair(new ConstantOperand(a.Value), new SlotOperand(b)),
            (AttributeNode a, AttributeNode b) => Pair(new SlotOperand(a), new SlotOperand(b)),
            (_, ConstantNode b) => Pair(new NodeOperand(left, e.Left.Span), new ConstantOperand(b.Value)),
            _ => Pair(new NodeOperand(left, e.Left.Span), new NodeOperand(right, e.Right.Span)),
        };

        Node Pair<TLeft, TRight>(TLeft a, TRight b)
            where TLeft : struct, IOperand
            where TRight : struct, IOperand => new OrderPairNode<TLeft, TRight>(a, b, e.Operator, rounded, e.Span);
    }

    private static Node Equality(Node operand, TextSpan operandSpan, in Value constant, bool negated, TextSpan span)
    {
        if (constant.AsString is { } text) return Total(operand, operandSpan, new IsString(text), negated, span);
        if (constant.IsInt) return Total(operand, operandSpan, new IsInt(constant.AsInt), negated, span);
        if (constant.IsBool) return Total(operand, operandSpan, new IsBool(constant.AsBool), negated, span);
        return Total(operand, operandSpan, new IsScalar(constant), negated, span);
    }

    private static Node? InConstants(Node operand, CelList list, BinaryExpr e)
    {
        var cost = Comparisons.Membership.Cost(list.Count);
        switch (ConstantSets.Of(list))
        {
            case { HasParts: true }:
                return null;
            case { Scalars: { } scalars }:
                return Total(operand, e.Left.Span, new IsOneOfScalars(scalars, cost), negated: false, e.Right.Span);
            case { Strings: { } strings }:
                return Total(operand, e.Left.Span, new IsOneOfStrings(strings, cost), negated: false, e.Right.Span);
            case var few:
                return Total(operand, e.Left.Span, new IsOneOfFew(few.Few), negated: false, e.Right.Span);
        }
    }

    private static Node Total<TTest>(Node operand, TextSpan operandSpan, TTest test, bool negated, TextSpan span)
        where TTest : struct, IValueTest => operand switch
        {
            AttributeNode attribute =>
                new TotalTestNode<SlotOperand, TTest>(new SlotOperand(attribute), test, negated, span),
            LocalNode local =>
                new TotalTestNode<LocalOperand, TTest>(new LocalOperand(local.Index), test, negated, span),
            _ => new TotalTestNode<NodeOperand, TTest>(new NodeOperand(operand, operandSpan), test, negated, span),
        };

    /// <summary>Whether comparing with a constant is one step: containers draw on the budget.</summary>
    private static bool IsScalar(in Value constant) => !BoundedEquality.HasParts(constant);
}
