using Pdp.Language.Runtime.Calls;
using Pdp.Language.Runtime.Comparisons;
using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Syntax;

namespace Pdp.Language.Runtime.Compilation;

/// <content>Operators with two operands.</content>
internal sealed partial class ExpressionCompiler
{
    private Node CompileBinary(BinaryExpr binary)
    {
        var left = Compile(binary.Left);
        var right = Compile(binary.Right);
        var node = binary.Operator switch
        {
            BinaryOperator.Equal or BinaryOperator.NotEqual => Equality(binary, left, right),
            BinaryOperator.In => Membership(binary, left, right),
            BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual =>
                Order(binary, left, right),
            _ => new ArithmeticNode(left, right, binary.Operator, Adapting(binary), binary.Span),
        };
        return Fold(node, IsConstant(left) && IsConstant(right));
    }

    private Node Equality(BinaryExpr binary, Node left, Node right)
    {
        var negated = binary.Operator == BinaryOperator.NotEqual;
        return _specialise
            ? Specialiser.Equality(left, right, negated, binary)
            : new EqualNode(left, right, negated, binary.Span);
    }

    private Node Membership(BinaryExpr binary, Node left, Node right) =>
        (_specialise ? Specialiser.Membership(left, right, binary) : null)
        ?? new InNode(left, right, binary.Right.Span);

    private Node Order(BinaryExpr binary, Node left, Node right) =>
        _specialise
            ? Specialiser.Order(left, right, options.RoundedOrder, binary)
            : new OrderNode(left, right, binary.Operator, options.RoundedOrder, binary.Span);

    /// <summary>Which operand is an integer literal beside one without a type; see <see cref="ArithmeticNode"/>.</summary>
    private int Adapting(BinaryExpr binary)
    {
        if (!options.LiteralAdaptation) return 0;
        if (binary.Right is LiteralExpr { Value.IsInt: true } && IsUntyped(binary.Left)) return 1;
        return binary.Left is LiteralExpr { Value.IsInt: true } && IsUntyped(binary.Right) ? -1 : 0;
    }
}
