using Pdp.Conformance.Tests.Evaluation;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.SecondOpinions.Specified;

/// <summary>
/// What the specification wants in the areas in which the other side is often wrong, so that there, too, nothing but the
/// right answer of ours is an explained difference.
/// </summary>
internal static class SpecifiedAnswer
{
    /// <summary>Whether our answer is the one that was computed here.</summary>
    public static bool IsOurs(Difference difference)
    {
        if (Of(difference) is not { } wanted) return false;
        return wanted.IsError ? difference.Ours.IsError : difference.Ours.IsValue && StrictMatcher.Matches(wanted, difference.Ours.Value);
    }

    /// <summary>The value or error; null for operations that are not computed here.</summary>
    public static Value? Of(Difference difference)
    {
        if (difference.Operands.Any(operand => operand is not { IsValue: true })) return null;
        var operands = difference.Operands.Select(operand => operand!.Value.Value).ToList();
        return difference.Root switch
        {
            BinaryExpr order when operands[0].AsString is { } left && operands[1].AsString is { } right =>
                Order(order.Operator, SpecifiedTexts.Compare(left, right)),
            CallExpr { Function: "format" } when operands is [{ AsString: { } format }, { AsList: { } arguments }] =>
                SpecifiedFormat.Of(format, arguments) is { } text ? Value.From(text) : Value.Fail("no such format"),
            CallExpr { Function: "string" } when operands is [{ IsDouble: true, AsDouble: var number }] => Value.From(SpecifiedNumbers.General(number)),
            CallExpr call when operands is [{ Kind: ValueKind.Timestamp } time, ..] =>
                SpecifiedTime.Part(call.Function, time.AsTimestamp, operands.Count > 1 ? operands[1].AsString : null) is { } part ? Value.From(part) : null,
            CallExpr call => SpecifiedTexts.Of(call.Function, operands),
            _ => null,
        };
    }

    private static Value? Order(BinaryOperator @operator, int order) => @operator switch
    {
        BinaryOperator.Less => Value.From(order < 0),
        BinaryOperator.LessOrEqual => Value.From(order <= 0),
        BinaryOperator.Greater => Value.From(order > 0),
        BinaryOperator.GreaterOrEqual => Value.From(order >= 0),
        _ => null,
    };
}
