using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <summary>
/// Finds the guard of a condition: a walk over its tree that asks each part where it may come out in a given way, and
/// answers with "always" what it does not understand.
/// </summary>
public sealed partial class GuardBuilder
{
    // what is asked more often is not understood: named expressions and nested conditionals multiply
    private const int MostVisits = 20_000;

    private readonly FunctionRegistry _functions;
    private int _visits;
    private int _elements;

    private GuardBuilder(FunctionRegistry functions) => _functions = functions;

    /// <summary>The guard of a condition. It takes no notice of <see cref="CheckedExpression.Known"/>, which requests that the environment does not foresee belie.</summary>
    /// <param name="condition">The condition, of type bool or dyn.</param>
    /// <param name="names">What its free names mean; the same as when it is compiled.</param>
    /// <param name="functions">The functions it was checked against.</param>
    public static Guard Build(CheckedExpression condition, IGuardNames names, FunctionRegistry functions)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(functions);
        return new GuardBuilder(functions).Of(condition.Root, new Place(condition, names, null), Outcome.NotFalse);
    }

    /// <summary>
    /// What must hold of a request for a condition to fail, at a limit of work too: wherever this does not hold, it is true
    /// or false.
    /// </summary>
    /// <param name="condition">The condition, of type bool or dyn.</param>
    /// <param name="names">What its free names mean; the same as when it is compiled.</param>
    /// <param name="functions">The functions it was checked against.</param>
    public static Guard BuildFailing(CheckedExpression condition, IGuardNames names, FunctionRegistry functions)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(functions);
        var builder = new GuardBuilder(functions);
        var place = new Place(condition, names, null);
        return builder.MayDraw(condition.Root, place) ? Guard.Always : builder.Of(condition.Root, place, Outcome.Failing);
    }

    private Guard Of(Expr e, Place place, Outcome outcome)
    {
        if (++_visits > MostVisits || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) return Guard.Always;
        switch (e)
        {
            case LiteralExpr literal:
                return Known(literal.Value, outcome);
            case LogicExpr logic:
                return Logic(logic, place, outcome);
            case UnaryExpr { Operator: UnaryOperator.Not } not:
                return Of(not.Operand, place, Negated(outcome));
            case ConditionalExpr conditional:
                return Conditional(conditional, place, outcome);
            case BinaryExpr binary:
                return Exactly(Comparison(binary, place, outcome), binary, place, outcome);
            case HasExpr has:
                return Presence(has, place, outcome);
            case MacroExpr macro:
                return Macro(macro, place, outcome).AsInexact();
            case CallExpr call:
                return Exactly(Call(call, place, outcome), call, place, outcome);
            case IdentExpr or SelectExpr or IndexExpr:
                return Name(e, place, outcome);
            default:
                return Guard.Always;
        }
    }

    private static Outcome Negated(Outcome outcome) => outcome switch
    {
        Outcome.NotFalse => Outcome.NotTrue,
        Outcome.NotTrue => Outcome.NotFalse,
        _ => outcome,
    };

    /// <summary>The guard of a condition that always has this value, which is an error when it is no bool.</summary>
    private static Guard Known(in Value value, Outcome outcome)
    {
        if (!value.IsBool) return Guard.Always;
        return outcome == (value.AsBool ? Outcome.NotFalse : Outcome.NotTrue) ? Guard.Always : Guard.Never;
    }

    private Guard Logic(LogicExpr logic, Place place, Outcome outcome)
    {
        var parts = new Guard[logic.Operands.Length];
        for (var i = 0; i < parts.Length; i++) parts[i] = Of(logic.Operands[i], place, outcome);
        return Combine(logic.IsAnd, outcome, parts, i => Of(logic.Operands[i], place, logic.IsAnd ? Outcome.NotFalse : Outcome.NotTrue));
    }

    /// <summary>
    /// "And" and "or" of parts. The outcome that decides (false for "and") needs one part; so a result that is not
    /// decided needs all parts undecided; and it is an error when, besides, one of them is.
    /// </summary>
    private static Guard Combine(bool isAnd, Outcome outcome, Guard[] parts, Func<int, Guard> undecided)
    {
        if (outcome == Outcome.Failing)
        {
            var failing = Guard.Or(parts);
            if (failing.IsNever) return failing;
            var all = new Guard[parts.Length + 1];
            for (var i = 0; i < parts.Length; i++) all[i] = undecided(i);
            all[^1] = failing;
            return Guard.And(all);
        }

        return outcome == (isAnd ? Outcome.NotFalse : Outcome.NotTrue) ? Guard.And(parts) : Guard.Or(parts);
    }

    /// <summary><c>c ? a : b</c> comes out as <c>a</c> does where <c>c</c> is true, as <c>b</c> does where it is false, and fails where it fails.</summary>
    private Guard Conditional(ConditionalExpr conditional, Place place, Outcome outcome)
    {
        var then = Guard.And([Of(conditional.Condition, place, Outcome.NotFalse), Of(conditional.Then, place, outcome)]);
        var otherwise = Guard.And([Of(conditional.Condition, place, Outcome.NotTrue), Of(conditional.Otherwise, place, outcome)]);
        return Guard.Or([then, otherwise, Of(conditional.Condition, place, Outcome.Failing)]);
    }

    /// <summary>A name, or a path of members: a variable's guard is that of its expression.</summary>
    private Guard Name(Expr e, Place place, Outcome outcome)
    {
        switch (Meaning(e, place))
        {
            case { Variable: { } variable }:
                return Of(variable, outcome);
            case { Bound: { } bound }:
                return Of(bound.Expression, bound.Place, outcome);
        }

        if (Constant(e, place) is { IsMissing: false } constant) return Known(constant, outcome);
        return FindOperand(e, place) is { } operand ? Bool(operand, outcome) : Guard.Always;
    }

    private Guard Of(VariableName variable, Outcome outcome)
    {
        if (variable.Known[(int)outcome] is { } known) return known;
        var guard = Of(variable.Expression.Root, new Place(variable.Expression, variable.Names, null), outcome);
        // what was cut short depends on what was asked before
        if (_visits <= MostVisits) variable.Known[(int)outcome] = guard;
        return guard;
    }

    /// <summary>An attribute as condition: one that is no bool is an error.</summary>
    private static Guard Bool(in Operand operand, Outcome outcome)
    {
        if (operand.IsOptional) return Guard.Always;
        var keys = outcome == Outcome.Failing ? GuardKeySet.Empty : KeysOf(Value.From(outcome == Outcome.NotFalse));
        return operand.Ask(GuardAtom.OneOf(operand.Attribute, keys, GuardType.Bool, GuardBuckets.WrongType));
    }

    /// <summary>
    /// <c>has(p.x)</c>: false when <c>x</c> alone is absent, an error when <c>p</c> cannot be read or is no map.
    /// </summary>
    private Guard Presence(HasExpr has, Place place, Outcome outcome)
    {
        if (has.Operand is IdentExpr root && place.Find(root) is null
            && place.Names.ResolveMember(root.Name, has.Field) is { } name)
            return name is SlotName { Attribute: var attribute } ? Presence(new Operand(attribute), outcome) : Guard.Always;
        return FindOperand(has.Operand, place) is { HasMembers: true } parent
            ? Presence(parent.Member(has.Field, optional: false), outcome)
            : Guard.Always;
    }

    private static Guard Presence(in Operand operand, Outcome outcome)
    {
        var attribute = operand.Attribute;
        if (attribute.IsAlwaysRead) return Known(Value.True, outcome);
        var step = operand.IsOptionalThroughout ? GuardBuckets.None : GuardBuckets.MissingStep;
        return Guard.Of(outcome switch
        {
            Outcome.NotFalse => GuardAtom.Present(attribute, GuardBuckets.Invalid | step),
            Outcome.NotTrue => Only(attribute, GuardBuckets.Unreadable),
            _ => Only(attribute, GuardBuckets.Invalid | step),
        });
    }

    /// <summary>An atom that accepts no value.</summary>
    private static GuardAtom Only(GuardTerm attribute, GuardBuckets buckets, GuardType type = GuardType.Any) =>
        GuardAtom.OneOf(attribute, GuardKeySet.Empty, type, buckets);

    private static GuardKeySet KeysOf(in Value value) => GuardKey.TryFrom(value, out var key) ? GuardKeySet.Of([key]) : GuardKeySet.Empty;
}
