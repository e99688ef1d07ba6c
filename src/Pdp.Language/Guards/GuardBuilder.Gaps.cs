using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <content>Why a condition has no key.</content>
public sealed partial class GuardBuilder
{
    private const int MostGaps = 8;

    /// <summary>
    /// The parts of a condition because of which its guard has no key; empty when it has one. Of a conjunction, in which one
    /// key would be enough, all parts are told.
    /// </summary>
    /// <param name="condition">The condition.</param>
    /// <param name="names">What its free names mean.</param>
    /// <param name="functions">The functions it was checked against.</param>
    public static ImmutableArray<GuardGap> FindGaps(CheckedExpression condition, IGuardNames names, FunctionRegistry functions)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(functions);
        var builder = new GuardBuilder(functions);
        var gaps = new List<GuardGap>();
        builder.AddGaps(condition.Root, new Place(condition, names, null), Outcome.NotFalse, new GapPlace(null, false), gaps);
        return [.. gaps.Distinct().Take(MostGaps)];
    }

    /// <summary>Where a gap is told.</summary>
    /// <param name="Read">Where the variable is read that the part belongs to; null in the condition itself.</param>
    /// <param name="IsAlternative">See <see cref="GuardGap.IsAlternative"/>.</param>
    private readonly record struct GapPlace(TextSpan? Read, bool IsAlternative)
    {
        public GuardGap Gap(GuardGapKind kind, Expr e) => new(kind, Read ?? e.Span, IsAlternative);
    }

    private void AddGaps(Expr e, Place place, Outcome outcome, GapPlace at, List<GuardGap> gaps)
    {
        if (gaps.Count >= MostGaps || Of(e, place, outcome).HasKey) return;
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            gaps.Add(at.Gap(GuardGapKind.Other, e));
            return;
        }

        switch (e)
        {
            case LogicExpr logic:
                AddGaps(logic, place, outcome, at, gaps);
                break;
            case UnaryExpr { Operator: UnaryOperator.Not } not:
                AddGaps(not.Operand, place, Negated(outcome), at, gaps);
                break;
            case ConditionalExpr conditional:
                var count = gaps.Count;
                var branch = at with { IsAlternative = true };
                AddGaps(conditional.Then, place, outcome, branch, gaps);
                AddGaps(conditional.Otherwise, place, outcome, branch, gaps);
                if (gaps.Count == count) AddGaps(conditional.Condition, place, Outcome.NotFalse, at, gaps);
                break;
            default:
                AddGapsOfTest(e, place, outcome, at, gaps);
                break;
        }
    }

    private void AddGaps(LogicExpr logic, Place place, Outcome outcome, GapPlace at, List<GuardGap> gaps)
    {
        var isConjunction = logic.IsAnd == (outcome == Outcome.NotFalse);
        var count = gaps.Count;
        foreach (var operand in logic.Operands)
            AddGaps(operand, place, outcome, isConjunction ? at : at with { IsAlternative = true }, gaps);
        if (gaps.Count == count) gaps.Add(at.Gap(GuardGapKind.TooManyAlternatives, logic));
    }

    private void AddGapsOfTest(Expr e, Place place, Outcome outcome, GapPlace at, List<GuardGap> gaps)
    {
        switch (Meaning(e, place))
        {
            case { Variable: { } variable }:
                AddGaps(
                    variable.Expression.Root, new Place(variable.Expression, variable.Names, null), outcome,
                    at with { Read = at.Read ?? e.Span }, gaps);
                return;
            case { Bound: { } bound }:
                AddGaps(bound.Expression, bound.Place, outcome, at, gaps);
                return;
        }

        if (e is BinaryExpr { Operator: BinaryOperator.Equal or BinaryOperator.NotEqual } equality && ComparedCondition(equality, place) is { } compared)
        {
            var isSame = compared.IsTrue == (equality.Operator == BinaryOperator.Equal);
            AddGaps(compared.Condition, place, isSame ? outcome : Negated(outcome), at, gaps);
            return;
        }

        gaps.Add(at.Gap(KindOf(e, place, outcome), e));
    }

    private GuardGapKind KindOf(Expr e, Place place, Outcome outcome)
    {
        if (Constant(e, place) is { IsBool: true }) return GuardGapKind.AlwaysTrue;
        switch (e)
        {
            case HasExpr:
                return GuardGapKind.Presence;
            case MacroExpr:
                return GuardGapKind.Loop;
            case BinaryExpr { Operator: <= BinaryOperator.GreaterOrEqual or BinaryOperator.In } comparison:
                return KindOf(comparison, place, outcome);
            case CallExpr call:
                return KindOf(call, place, outcome);
            default:
                return GuardGapKind.Other;
        }
    }

    private GuardGapKind KindOf(BinaryExpr comparison, Place place, Outcome outcome)
    {
        var left = Constant(comparison.Left, place).IsMissing;
        var right = Constant(comparison.Right, place).IsMissing;
        var isLeft = FindOperand(comparison.Left, place) is { IsOptional: false };
        var isRight = FindOperand(comparison.Right, place) is { IsOptional: false };
        if (left && right) return isLeft && isRight ? GuardGapKind.TwoAttributes : GuardGapKind.Computed;
        if (FindOperand(left ? comparison.Left : comparison.Right, place) is { Attribute: SizeTerm }) return GuardGapKind.Computed;
        if (!(left ? isLeft : isRight)) return GuardGapKind.Computed;
        return (outcome == Outcome.NotTrue) != (comparison.Operator == BinaryOperator.NotEqual) ? GuardGapKind.Negation : GuardGapKind.Container;
    }

    private static GuardGapKind KindOf(CallExpr call, Place place, Outcome outcome)
    {
        switch (OverloadOf(call, place))
        {
            case "optional_hasValue":
                return GuardGapKind.Presence;
            case "starts_with_string" or "ends_with_string" or "contains_string" or "matches" or "matches_string" when outcome == Outcome.NotTrue:
                return GuardGapKind.Negation;
            case "starts_with_string":
                return GuardGapKind.Computed;
            case "ends_with_string" or "contains_string":
                return GuardGapKind.InnerText;
            case "matches" or "matches_string":
                return GuardGapKind.Pattern;
            default:
                return GuardGapKind.Function;
        }
    }

    /// <summary>What <c>condition == true</c> asks about.</summary>
    private (Expr Condition, bool IsTrue)? ComparedCondition(BinaryExpr equality, Place place)
    {
        var (left, right) = (Constant(equality.Left, place), Constant(equality.Right, place));
        if (left.IsBool && IsCondition(equality.Right)) return (equality.Right, left.AsBool);
        if (right.IsBool && IsCondition(equality.Left)) return (equality.Left, right.AsBool);
        return null;
    }
}
