using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Loops;

/// <summary>The loops that make a list or map; each propagates every error.</summary>
/// <param name="range">What is looped over.</param>
/// <param name="variables">Where the variables stand.</param>
/// <param name="filter">A condition that a round must satisfy to count, or null.</param>
/// <param name="rangeSpan">Where the range stands.</param>
/// <param name="span">The whole.</param>
internal abstract class CollectingNode(
    Node range, LoopVariables variables, Node? filter, TextSpan rangeSpan, TextSpan span) : Node
{
    public sealed override Value Evaluate(Frame frame)
    {
        if (LoopRange.Open(frame, range, rangeSpan, out var loop) is { } broken) return Value.From(broken);
        return Collect(frame, loop);
    }

    protected LoopVariables Variables => variables;

    protected TextSpan Span => span;

    protected abstract Value Collect(Frame frame, in LoopRange loop);

    /// <summary>Begins a round.</summary>
    /// <returns>True when it counts, false when the filter leaves it out, an error when the loop ends with it.</returns>
    protected Truth Begin(Frame frame, in LoopRange loop, int round)
    {
        if (frame.Draw(1) is { } limit)
        {
            frame.Error = limit.At(span);
            return Truth.Error;
        }

        loop.Load(frame, variables, round);
        return filter is null ? Truth.True : filter.Test(frame);
    }
}

/// <summary><c>filter</c>.</summary>
internal sealed class FilterNode(Node range, LoopVariables variables, Node filter, TextSpan rangeSpan, TextSpan span)
    : CollectingNode(range, variables, filter, rangeSpan, span)
{
    protected override Value Collect(Frame frame, in LoopRange loop)
    {
        List<Value>? items = null;
        for (var round = 0; round < loop.Count; round++)
        {
            switch (Begin(frame, loop, round))
            {
                case Truth.Error: return Value.From(frame.Error!);
                case Truth.True: (items ??= []).Add(loop.ItemAt(round)); break;
            }
        }

        return Value.From(items is null ? CelList.Empty : new CelList([.. items]));
    }
}

/// <summary><c>map</c> and <c>transformList</c>.</summary>
internal sealed class TransformListNode(
    Node range, LoopVariables variables, Node? filter, Node body, TextSpan rangeSpan, TextSpan span)
    : CollectingNode(range, variables, filter, rangeSpan, span)
{
    protected override Value Collect(Frame frame, in LoopRange loop)
    {
        List<Value>? items = null;
        for (var round = 0; round < loop.Count; round++)
        {
            var counts = Begin(frame, loop, round);
            if (counts == Truth.Error) return Value.From(frame.Error!);
            if (counts == Truth.False) continue;
            var item = body.Evaluate(frame);
            if (item.IsError) return item;
            (items ??= []).Add(item);
        }

        return Value.From(items is null ? CelList.Empty : new CelList([.. items]));
    }
}

/// <summary><c>transformMap</c>: the keys stay (those of a list are its indexes).</summary>
internal sealed class TransformMapNode(
    Node range, LoopVariables variables, Node? filter, Node body, TextSpan rangeSpan, TextSpan span)
    : CollectingNode(range, variables, filter, rangeSpan, span)
{
    protected override Value Collect(Frame frame, in LoopRange loop)
    {
        var entries = new List<KeyValuePair<Value, Value>>();
        for (var round = 0; round < loop.Count; round++)
        {
            var counts = Begin(frame, loop, round);
            if (counts == Truth.Error) return Value.From(frame.Error!);
            if (counts == Truth.False) continue;
            var item = body.Evaluate(frame);
            if (item.IsError) return item;
            entries.Add(new KeyValuePair<Value, Value>(frame.Locals[Variables.First], item));
        }

        return Located(ValueMap.Create([.. entries]));
    }

    private Value Located(in Value map) => map.AsError is { } error ? Value.From(error.At(Span)) : map;
}

/// <summary><c>transformMapEntry</c>: the body is a map of the entries to add; a key that is there already is an error.</summary>
internal sealed class TransformMapEntryNode(
    Node range, LoopVariables variables, Node? filter, Node body, TextSpan bodySpan, TextSpan rangeSpan, TextSpan span)
    : CollectingNode(range, variables, filter, rangeSpan, span)
{
    protected override Value Collect(Frame frame, in LoopRange loop)
    {
        var entries = new List<KeyValuePair<Value, Value>>();
        for (var round = 0; round < loop.Count; round++)
        {
            var counts = Begin(frame, loop, round);
            if (counts == Truth.Error) return Value.From(frame.Error!);
            if (counts == Truth.False) continue;
            var item = body.Evaluate(frame);
            if (item.IsError) return item;
            if (item.AsMap is not { } map) return Value.From(RuntimeErrors.Expected("map", item).At(bodySpan));
            for (var i = 0; i < map.Count; i++) entries.Add(map.EntryAt(i));
        }

        var result = ValueMap.Create([.. entries]);
        return result.AsError is { } error ? Value.From(error.At(Span)) : result;
    }
}
