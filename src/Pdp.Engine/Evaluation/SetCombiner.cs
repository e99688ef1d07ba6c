using Pdp.Engine.Combining;
using Pdp.Engine.Decisions;
using Pdp.Engine.Indexing;
using Pdp.Engine.Model;

namespace Pdp.Engine.Evaluation;

/// <summary>Combines items by an algorithm that looks only at the set of their values.</summary>
internal static class SetCombiner<TTrace>
    where TTrace : struct, ITrace
{
    /// <summary>
    /// Evaluates in document order all items that may be applicable, and combines them. Nothing is stopped early: the value
    /// would be known, but not all determining rules and errors.
    /// </summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="items">The items.</param>
    /// <param name="offsets">Where among the places of the list each item begins, see <see cref="Candidates{TTrace}"/>.</param>
    /// <param name="index">Finds those that may be applicable; null: all of them are looked at.</param>
    /// <param name="within">What has been found in the list already.</param>
    /// <param name="context">What the decision works with.</param>
    /// <param name="trace">Is told of the evaluation.</param>
    /// <param name="values">Gets the values of the first items, as many as it has places.</param>
    /// <param name="causes">Gets what made them; as many.</param>
    public static InnerValue Combine(
        SetAlgorithm algorithm, ItemNode[] items, int[]? offsets, ItemIndex? index, in Within within, EvaluationContext context,
        ref TTrace trace, Span<InnerValue> values = default, Span<OutcomeCause> causes = default)
    {
        var combining = new Combining(algorithm, context);
        values.Clear();
        causes.Clear();
        var candidates = new Candidates<TTrace>(items, offsets, index, within, context);
        while (candidates.Next(out var item, out var inner))
        {
            var before = context.Determining;
            var value = Evaluator<TTrace>.Item(items[item.Item], item.IsSure, inner, context, ref trace);
            if (item.Item < values.Length)
            {
                values[item.Item] = value;
                causes[item.Item] = context.CauseOf(value, before);
            }

            combining.Add(value);
        }

        candidates.End();
        return combining.Result();
    }

    /// <summary>The values of the items met so far.</summary>
    private ref struct Combining(SetAlgorithm algorithm, EvaluationContext context)
    {
        private readonly Gathering _gathering = context.Of(algorithm.Overriding);
        private readonly GatheringMark _permits = context.Permit.Mark();
        private readonly GatheringMark _denials = context.Deny.Mark();
        private GatheringMark _firstOverriding;
        private int _set;
        private DecisionError? _permitError, _denyError, _eitherError;

        public void Add(InnerValue value)
        {
            var bit = SetAlgorithm.Bit(value);
            if ((_set & bit) != 0) return;
            _set |= bit;
            if (value == algorithm.Overriding) _firstOverriding = _gathering.Mark();
            else if (value == InnerValue.IndeterminatePermit) _permitError = context.Cause;
            else if (value == InnerValue.IndeterminateDeny) _denyError = context.Cause;
            else if (value == InnerValue.IndeterminateDenyPermit) _eitherError = context.Cause;
        }

        public readonly InnerValue Result()
        {
            var overriding = algorithm.Overriding;
            var result = algorithm.Result(_set);
            if (result == overriding && (_set & SetAlgorithm.Bit(overriding)) != 0) _gathering.CutNoticesTo(_firstOverriding);
            if (result != InnerValue.Permit) context.Permit.CutTo(_permits);
            if (result != InnerValue.Deny) context.Deny.CutTo(_denials);
            if (InnerValues.IsError(result))
            {
                context.Cause = result switch
                {
                    InnerValue.IndeterminatePermit => _permitError,
                    InnerValue.IndeterminateDeny => _denyError,
                    _ => _eitherError ?? (overriding == InnerValue.Permit ? _permitError : _denyError),
                };
            }

            return result;
        }
    }
}
