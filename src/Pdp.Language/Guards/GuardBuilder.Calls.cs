using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <content>Functions.</content>
public sealed partial class GuardBuilder
{
    private Guard Call(CallExpr call, Place place, Outcome outcome)
    {
        if (FindOperand(call, place) is { } operand) return Bool(operand, outcome);
        switch (OverloadOf(call, place))
        {
            case "to_dyn" when call.Arguments.Length == 1:
                return Of(call.Arguments[0], place, outcome);
            case "optional_hasValue" when call.Target is { } optional:
                // where absence is no error, to ask for a value is to ask for presence
                return FindOperand(optional, place) is { IsOptional: true } some ? Presence(some, outcome) : Guard.Always;
            case "starts_with_string":
                return Text(call, place, outcome, static prefix => new TextBound(prefix, IsWhole: false));
            case "ends_with_string" or "contains_string":
                return Text(call, place, outcome, static _ => new TextBound("", IsWhole: false));
            case "matches" or "matches_string":
                return Text(call, place, outcome, TextBound.OfPattern);
            case "list_sets_intersects_list":
                return Intersects(call.Arguments[0], call.Arguments[1], place, outcome);
            case "list_sets_contains_list":
                return HasAll(call.Arguments[0], call.Arguments[1], place, outcome);
            case "list_sets_equivalent_list":
                return Constant(call.Arguments[0], place).IsMissing
                    ? HasAll(call.Arguments[0], call.Arguments[1], place, outcome)
                    : HasAll(call.Arguments[1], call.Arguments[0], place, outcome);
        }

        return Constant(call, place) is { IsMissing: false } constant ? Known(constant, outcome) : Guard.Always;
    }

    /// <summary>A function of a string and a constant one that comes to a bool.</summary>
    /// <param name="call">The call, with a target or two arguments.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="outcome">What is asked.</param>
    /// <param name="boundOf">What the constant tells of the strings for which it is true; null when it always fails.</param>
    private Guard Text(CallExpr call, Place place, Outcome outcome, Func<string, TextBound?> boundOf)
    {
        var (text, argument) = call.Target is { } target ? (target, call.Arguments[0]) : (call.Arguments[0], call.Arguments[1]);
        if (outcome == Outcome.NotTrue
            || Constant(argument, place).AsString is not { } constant || boundOf(constant) is not { } bound
            || FindOperand(text, place) is not { IsOptional: false } operand) return Guard.Always;
        var attribute = operand.Attribute;
        if (outcome == Outcome.Failing) return operand.Ask(Only(attribute, GuardBuckets.WrongType, GuardType.String));
        if (bound.IsWhole)
            return operand.Ask(GuardAtom.OneOf(attribute, KeysOf(Value.From(bound.Text)), GuardType.String, GuardBuckets.WrongType));
        return bound.Text.Length == 0
            ? Guard.Always
            : operand.Ask(GuardAtom.StartsWith(attribute, bound.Text, GuardBuckets.WrongType));
    }

    private Guard Intersects(Expr first, Expr second, Place place, Outcome outcome)
    {
        var (container, other) = Constant(first, place).IsMissing ? (first, second) : (second, first);
        if (FindOperand(container, place) is not { IsOptional: false } operand) return Guard.Always;
        return Constant(other, place).AsList is { } list ? Having(operand, list.Items, GuardType.List, outcome) : Guard.Always;
    }

    /// <summary>A list has all of some constants only if it has the first.</summary>
    private Guard HasAll(Expr container, Expr elements, Place place, Outcome outcome)
    {
        if (FindOperand(container, place) is not { IsOptional: false } operand) return Guard.Always;
        if (Constant(elements, place).AsList is not { } list) return Guard.Always;
        if (outcome == Outcome.NotFalse && (list.Count == 0 || !GuardKey.TryFrom(list[0], out _))) return Guard.Always;
        return Having(operand, list.Count == 0 ? [] : list.Items[..1], GuardType.List, outcome);
    }
}
