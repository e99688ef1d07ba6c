using Pdp.Language.Functions;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Loops;

/// <summary>The loops that make a list or map; each propagates every error.</summary>
/// <param name="shape">The loop.</param>
/// <param name="filter">A condition that a round must satisfy to count, or null.</param>
internal abstract class CollectingNode(LoopShape shape, Node? filter) : Node
{
    private readonly Node _range = shape.Range;
    private readonly long _units = shape.Units;
    private readonly TextSpan _rangeSpan = shape.RangeSpan;

    public sealed override Value Evaluate(Frame frame)
    {
        if (LoopRange.Open(frame, _range, _rangeSpan, out var loop) is { } broken) return Value.From(broken);
        return Collect(frame, loop);
    }

    protected LoopVariables Variables { get; } = shape.Variables;

    protected TextSpan Span { get; } = shape.Span;

    protected abstract Value Collect(Frame frame, in LoopRange loop);

    /// <summary>A map of entries, or the error.</summary>
    protected Value Map(Frame frame, List<KeyValuePair<Value, Value>> entries)
    {
        KeyValuePair<Value, Value>[] all = [.. entries];
        if (Work.Map(frame, all) is { } limit) return Value.From(limit.At(Span));
        var map = ValueMap.Create(all);
        return map.AsError is { } error ? Value.From(error.At(Span)) : map;
    }

    /// <summary>Begins a round.</summary>
    /// <returns>True when it counts, false when the filter leaves it out, an error when the loop ends with it.</returns>
    protected Truth Begin(Frame frame, in LoopRange loop, int round)
    {
        if (frame.Draw(_units) is { } limit)
        {
            frame.Error = limit.At(Span);
            return Truth.Error;
        }

        loop.Load(frame, Variables, round);
        return filter is null ? Truth.True : filter.Test(frame);
    }
}

/// <summary><c>filter</c>.</summary>
internal sealed class FilterNode(LoopShape shape, Node filter) : CollectingNode(shape, filter)
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
internal sealed class TransformListNode(LoopShape shape, Node? filter, Node body) : CollectingNode(shape, filter)
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
internal sealed class TransformMapNode(LoopShape shape, Node? filter, Node body) : CollectingNode(shape, filter)
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

        return Map(frame, entries);
    }
}

/// <summary><c>transformMapEntry</c>: the body is a map of the entries to add; a key that is there already is an error.</summary>
internal sealed class TransformMapEntryNode(LoopShape shape, Node? filter, Node body, TextSpan bodySpan)
    : CollectingNode(shape, filter)
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
            if (frame.Draw(map.Count) is { } limit) return Value.From(limit.At(Span));
            if (entries.Count + map.Count > ValueLimits.MaxElements) return Value.From(ValueLimits.MapTooLong.At(Span));
            for (var i = 0; i < map.Count; i++) entries.Add(map.EntryAt(i));
        }

        return Map(frame, entries);
    }
}
