using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Language.Checking;

/// <summary>What an operator yields when its operands are known in an environment.</summary>
internal static class KnownValues
{
    /// <summary>The value of <c>==</c>, <c>!=</c> and <c>in</c>; missing for what is not known and for other operators.</summary>
    public static Value Of(BinaryOperator @operator, in Typed left, in Typed right)
    {
        if (left.Known.IsMissing) return default;
        switch (@operator)
        {
            case BinaryOperator.Equal or BinaryOperator.NotEqual when !right.Known.IsMissing:
                var areEqual = ValueEquality.AreEqual(left.Known, right.Known);
                return Value.From(areEqual == (@operator == BinaryOperator.Equal));
            case BinaryOperator.In when right.Node is ListExpr list:
                return In(left.Known, list);
            default:
                return default;
        }
    }

    private static Value In(in Value value, ListExpr list)
    {
        var isFound = false;
        foreach (var element in list.Elements)
        {
            if (element.Optional || element.Value is not LiteralExpr literal) return default;
            isFound |= ValueEquality.AreEqual(value, literal.Value);
        }

        return Value.From(isFound);
    }
}
