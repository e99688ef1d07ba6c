using Pdp.Engine.Combining;
using Pdp.Engine.Decisions;
using Pdp.Engine.Model;

namespace Pdp.Engine.Evaluation;

/// <summary>Combines items by an algorithm that looks only at the set of their values.</summary>
internal static class SetCombiner<TTrace>
    where TTrace : struct, ITrace
{
    /// <summary>
    /// Evaluates all items in document order and combines them. Nothing is stopped early: the value would be known, but
    /// not all determining rules and errors.
    /// </summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="items">The items.</param>
    /// <param name="context">What the decision works with.</param>
    /// <param name="trace">Is told of the evaluation.</param>
    /// <param name="values">Gets the value of each item; empty when nobody asks.</param>
    public static InnerValue Combine(
        SetAlgorithm algorithm, ItemNode[] items, EvaluationContext context, ref TTrace trace, Span<InnerValue> values = default)
    {
        var overriding = algorithm.Overriding;
        var gathering = context.Of(overriding);
        var permits = context.Permit.Mark();
        var denials = context.Deny.Mark();
        GatheringMark firstOverriding = default;
        var set = 0;
        DecisionError? permitError = null, denyError = null, eitherError = null;
        for (var i = 0; i < items.Length; i++)
        {
            var value = Evaluator<TTrace>.Item(items[i], context, ref trace);
            if (i < values.Length) values[i] = value;
            var bit = SetAlgorithm.Bit(value);
            if ((set & bit) != 0) continue;
            set |= bit;
            if (value == overriding) firstOverriding = gathering.Mark();
            else if (value == InnerValue.IndeterminatePermit) permitError = context.Cause;
            else if (value == InnerValue.IndeterminateDeny) denyError = context.Cause;
            else if (value == InnerValue.IndeterminateDenyPermit) eitherError = context.Cause;
        }

        var result = algorithm.Result(set);
        if (result == overriding && (set & SetAlgorithm.Bit(overriding)) != 0) gathering.CutNoticesTo(firstOverriding);
        if (result != InnerValue.Permit) context.Permit.CutTo(permits);
        if (result != InnerValue.Deny) context.Deny.CutTo(denials);
        if (InnerValues.IsError(result))
        {
            context.Cause = result switch
            {
                InnerValue.IndeterminatePermit => permitError,
                InnerValue.IndeterminateDeny => denyError,
                _ => eitherError ?? (overriding == InnerValue.Permit ? permitError : denyError),
            };
        }

        return result;
    }
}
