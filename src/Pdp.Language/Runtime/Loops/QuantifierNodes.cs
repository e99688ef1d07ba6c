using Pdp.Language.Runtime.Comparisons;
using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Loops;

/// <summary>
/// <c>exists</c>, the fold of <c>||</c>, and <c>all</c>, the fold of <c>&amp;&amp;</c>: the deciding outcome of one
/// round absorbs the errors of others.
/// </summary>
/// <param name="shape">The loop.</param>
/// <param name="predicate">A condition.</param>
/// <param name="decisive">The outcome that ends the loop: true for exists, false for all.</param>
internal sealed class QuantifierNode(LoopShape shape, Node predicate, Truth decisive) : ConditionNode
{
    private readonly Node _range = shape.Range;
    private readonly LoopVariables _variables = shape.Variables;
    private readonly long _units = shape.Units;
    private readonly TextSpan _rangeSpan = shape.RangeSpan;
    private readonly TextSpan _span = shape.Span;

    public override Truth Test(Frame frame)
    {
        if (LoopRange.Open(frame, _range, _rangeSpan, out var loop) is { } broken) return Truths.Fail(frame, broken);
        EvalError? error = null;
        var count = loop.Count;
        for (var round = 0; round < count; round++)
        {
            if (frame.Draw(_units) is { } limit) return Truths.Fail(frame, error ?? limit.At(_span));
            loop.Load(frame, _variables, round);
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
internal sealed class TotalQuantifierNode(LoopShape shape, TotalTest predicate, Truth decisive) : ConditionNode
{
    private readonly Node _range = shape.Range;
    private readonly TextSpan _rangeSpan = shape.RangeSpan;
    private readonly TextSpan _span = shape.Span;
    private readonly bool _decisive = decisive == Truth.True;
    private readonly long _cost = shape.Units + predicate.Cost;

    public override Truth Test(Frame frame)
    {
        var value = _range.Evaluate(frame);
        var rounds = 0;
        var found = false;
        // the work is drawn for at the end, so that it must not be more than what is left pays for, and the round that shows it
        var most = (int)Math.Min(Math.Max(frame.Fuel, 0) / _cost, int.MaxValue - 1) + 1;
        if (value.AsList is { } list)
        {
            var items = list.Items;
            if (items.Length > most) items = items[..most];
            while (rounds < items.Length && !found) found = predicate.Holds(items[rounds++]) == _decisive;
        }
        else if (value.AsMap is { } map)
        {
            var count = Math.Min(map.Count, most);
            while (rounds < count && !found) found = predicate.Holds(map.EntryAt(rounds++).Key) == _decisive;
        }
        else
        {
            return Truths.Fail(frame, value.AsError ?? RuntimeErrors.Expected("list or map", value).At(_rangeSpan));
        }

        if (rounds > 0 && frame.Draw(rounds * _cost) is { } limit) return Truths.Fail(frame, limit.At(_span));
        return Truths.From(found == _decisive);
    }
}

/// <summary><c>exists_one</c>: propagates every error.</summary>
internal sealed class ExistsOneNode(LoopShape shape, Node predicate) : ConditionNode
{
    private readonly Node _range = shape.Range;
    private readonly LoopVariables _variables = shape.Variables;
    private readonly long _units = shape.Units;
    private readonly TextSpan _rangeSpan = shape.RangeSpan;
    private readonly TextSpan _span = shape.Span;

    public override Truth Test(Frame frame)
    {
        if (LoopRange.Open(frame, _range, _rangeSpan, out var loop) is { } broken) return Truths.Fail(frame, broken);
        var found = 0;
        var count = loop.Count;
        for (var round = 0; round < count; round++)
        {
            if (frame.Draw(_units) is { } limit) return Truths.Fail(frame, limit.At(_span));
            loop.Load(frame, _variables, round);
            switch (predicate.Test(frame))
            {
                case Truth.Error: return Truth.Error;
                case Truth.True: found++; break;
            }
        }

        return Truths.From(found == 1);
    }
}
