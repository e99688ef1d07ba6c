using Pdp.Language.Syntax;

namespace Pdp.Language.Guards;

/// <content>Conditions of which a guard says all that there is to say.</content>
public sealed partial class GuardBuilder
{
    /// <summary>
    /// A guard of a test, which is exact where the test is one of an attribute with constants that draws nothing from the
    /// budget: where the attribute has one of its values, it is true.
    /// </summary>
    private Guard Exactly(Guard guard, Expr test, Place place, Outcome outcome) =>
        outcome == Outcome.NotFalse && ((IsTest(test, place) && !MayDraw(test, place)) || IsTestOfTwo(test, place)) ? guard.AsExact() : guard;

    // where comparing two attributes might draw, their comparison has no value
    private bool IsTestOfTwo(Expr e, Place place) =>
        e is BinaryExpr { Operator: >= BinaryOperator.Equal and < BinaryOperator.In } comparison && IsAttribute(comparison.Left, place) && IsAttribute(comparison.Right, place);

    private bool IsAttribute(Expr e, Place place) => FindOperand(e, place) is { IsPlain: true, Attribute: GuardPath } && !MayDraw(e, place);

    private bool IsTest(Expr e, Place place) => e switch
    {
        BinaryExpr { Operator: BinaryOperator.Equal } equality =>
            (IsKey(equality.Right) && IsPlain(equality.Left, place)) || (IsKey(equality.Left) && IsPlain(equality.Right, place)),
        BinaryExpr { Operator: BinaryOperator.In, Right: ListExpr list } among =>
            list.Elements.All(element => !element.Optional && IsKey(element.Value)) && IsPlain(among.Left, place),
        BinaryExpr { Operator: > BinaryOperator.NotEqual and < BinaryOperator.In } order =>
            (IsNumber(order.Right) && IsPlain(order.Left, place)) || (IsNumber(order.Left) && IsPlain(order.Right, place)),
        CallExpr { Target: { } text, Arguments: [LiteralExpr { Value.AsString.Length: > 0 }] } call =>
            OverloadOf(call, place) == "starts_with_string" && IsPlain(text, place),
        _ => false,
    };

    // an optional equals something else than the value in it, and a default stands for values that are not there
    private bool IsPlain(Expr e, Place place) =>
        FindOperand(e, place) is { IsOptional: false, OptionalFrom: int.MaxValue, Default.IsMissing: true };

    private static bool IsKey(Expr e) => e is LiteralExpr literal && GuardKey.TryFrom(literal.Value, out _);

    private static bool IsNumber(Expr e) =>
        e is LiteralExpr { Value: { IsInt: true } or { IsUint: true } or { IsDouble: true } } && IsKey(e);
}
