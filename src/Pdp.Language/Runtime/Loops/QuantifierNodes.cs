using Pdp.Language.Runtime.Comparisons;
using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Loops;

/// <summary>
/// <c>exists</c>, the fold of <c>||</c>, and <c>all</c>, the fold of <c>&amp;&amp;</c>: the deciding outcome of one
/// round absorbs the errors of others.
/// </summary>
/// <param name="range">What is looped over.</param>
/// <param name="variables">Where the variables stand.</param>
/// <param name="predicate">A condition.</param>
/// <param name="decisive">The outcome that ends the loop: true for exists, false for all.</param>
/// <param name="rangeSpan">Where the range stands.</param>
/// <param name="span">The whole.</param>
internal sealed class QuantifierNode(
    Node range, LoopVariables variables, Node predicate, Truth decisive, TextSpan rangeSpan, TextSpan span)
    : ConditionNode
{
    public override Truth Test(Frame frame)
    {
        if (LoopRange.Open(frame, range, rangeSpan, out var loop) is { } broken) return Truths.Fail(frame, broken);
        EvalError? error = null;
        var count = loop.Count;
        for (var round = 0; round < count; round++)
        {
            if (frame.Draw(1) is { } limit) return Truths.Fail(frame, error ?? limit.At(span));
            loop.Load(frame, variables, round);
            var truth = predicate.Test(frame);
            if (truth == decisive) return truth;
            if (truth == Truth.Error) error ??= frame.Error;
        }

        if (error is not null) return Truths.Fail(frame, error);
        return decisive == Truth.True ? Truth.False : Truth.True;
    }
}

/// <summary>
/// <see cref="QuantifierNode"/> with a predicate that no element can make fail, as <c>exists(r, r in [..])</c>. It draws
/// what the other would.
/// </summary>
internal sealed class TotalQuantifierNode(
    Node range, TotalTest predicate, Truth decisive, TextSpan rangeSpan, TextSpan span) : ConditionNode
{
    private readonly bool _decisive = decisive == Truth.True;
    private readonly long _cost = 1 + predicate.Cost;

    public override Truth Test(Frame frame)
    {
        var value = range.Evaluate(frame);
        var rounds = 0;
        var found = false;
        if (value.AsList is { } list)
        {
            var items = list.Items;
            while (rounds < items.Length && !found) found = predicate.Holds(items[rounds++]) == _decisive;
        }
        else if (value.AsMap is { } map)
        {
            while (rounds < map.Count && !found) found = predicate.Holds(map.EntryAt(rounds++).Key) == _decisive;
        }
        else
        {
            return Truths.Fail(frame, value.AsError ?? RuntimeErrors.Expected("list or map", value).At(rangeSpan));
        }

        if (rounds > 0 && frame.Draw(rounds * _cost) is { } limit) return Truths.Fail(frame, limit.At(span));
        return Truths.From(found == _decisive);
    }
}

/// <summary><c>exists_one</c>: propagates every error.</summary>
internal sealed class ExistsOneNode(
    Node range, LoopVariables variables, Node predicate, TextSpan rangeSpan, TextSpan span) : ConditionNode
{
    public override Truth Test(Frame frame)
    {
        if (LoopRange.Open(frame, range, rangeSpan, out var loop) is { } broken) return Truths.Fail(frame, broken);
        var found = 0;
        var count = loop.Count;
        for (var round = 0; round < count; round++)
        {
            if (frame.Draw(1) is { } limit) return Truths.Fail(frame, limit.At(span));
            loop.Load(frame, variables, round);
            switch (predicate.Test(frame))
            {
                case Truth.Error: return Truth.Error;
                case Truth.True: found++; break;
            }
        }

        return Truths.From(found == 1);
    }
}
