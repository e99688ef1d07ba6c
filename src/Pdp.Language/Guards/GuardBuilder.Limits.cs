using System.Runtime.CompilerServices;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <content>
/// Limits of work. That a condition is false can be known although evaluating it would reach a limit; that it does not
/// fail cannot, for what it would have been otherwise may be true as well.
/// </content>
public sealed partial class GuardBuilder
{
    /// <summary>Whether evaluating an expression may draw on the budget: if not, it is a few comparisons and takes no time worth saving.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="names">What its free names mean; the same as when it is compiled.</param>
    /// <param name="functions">The functions it was checked against.</param>
    public static bool MayDraw(CheckedExpression expression, IGuardNames names, FunctionRegistry functions)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(functions);
        return new GuardBuilder(functions).MayDraw(expression.Root, new Place(expression, names, null));
    }

    /// <summary>
    /// Whether evaluating an expression may draw on the budget. What does not is known: comparisons with short constants,
    /// and the ways in which they are combined.
    /// </summary>
    private bool MayDraw(Expr e, Place place)
    {
        if (++_visits > MostVisits || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) return true;
        return e switch
        {
            LiteralExpr => false,
            IdentExpr or SelectExpr => MayNameDraw(e, place),
            HasExpr has => MayMemberDraw(has.Operand, has.Field, place),
            UnaryExpr { Operator: UnaryOperator.Not } not => MayDraw(not.Operand, place),
            LogicExpr logic => logic.Operands.Any(operand => MayDraw(operand, place)),
            ConditionalExpr conditional =>
                MayDraw(conditional.Condition, place) || MayDraw(conditional.Then, place) || MayDraw(conditional.Otherwise, place),
            BinaryExpr { Operator: BinaryOperator.In, Right: ListExpr { Elements.Length: < Runtime.Comparisons.Membership.PerUnit } list } among =>
                !list.Elements.All(element => !element.Optional && IsShort(element.Value)) || MayDraw(among.Left, place),
            BinaryExpr { Operator: <= BinaryOperator.GreaterOrEqual } comparison when IsShort(comparison.Right) => MayDraw(comparison.Left, place),
            BinaryExpr { Operator: <= BinaryOperator.GreaterOrEqual } comparison when IsShort(comparison.Left) => MayDraw(comparison.Right, place),
            CallExpr { Target: { } text, Arguments: [var prefix] } call when OverloadOf(call, place) == "starts_with_string" =>
                !IsShort(prefix) || MayDraw(text, place),
            _ => true,
        };
    }

    private bool MayNameDraw(Expr e, Place place)
    {
        switch (Meaning(e, place))
        {
            case { Variable: { } variable }:
                return MayDraw(variable);
            case { Bound: not null }:
                return true;
            case { Operand: not null } or { Constant.IsMissing: false }:
                return false;
        }

        return e is SelectExpr { Operand: not IdentExpr } select ? MayDraw(select.Operand, place) : e is not IdentExpr;
    }

    private bool MayMemberDraw(Expr operand, string member, Place place)
    {
        if (operand is not IdentExpr root || place.Find(root) is not null) return MayDraw(operand, place);
        return place.Names.ResolveMember(root.Name, member) switch
        {
            VariableName variable => MayDraw(variable),
            null => true,
            _ => false,
        };
    }

    private bool MayDraw(VariableName variable)
    {
        if (variable.MayDraw is { } known) return known;
        var mayDraw = MayDraw(variable.Expression.Root, new Place(variable.Expression, variable.Names, null));
        if (_visits <= MostVisits) variable.MayDraw = mayDraw;
        return mayDraw;
    }

    /// <summary>Whether an expression is a constant with which comparing anything costs nothing.</summary>
    private static bool IsShort(Expr e) =>
        e is LiteralExpr { Value: var value } && (value.AsString is { } text ? text.Length < Work.LongKey : value.AsBytes is null);
}
