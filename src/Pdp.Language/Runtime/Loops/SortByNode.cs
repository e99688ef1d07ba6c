using Pdp.Language.Functions;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Loops;

/// <summary><c>list.sortBy(v, key)</c>: the elements in the order of their keys; equal keys keep their order.</summary>
internal sealed class SortByNode(LoopShape shape, Node key) : CollectingNode(shape, null)
{
    protected override Value Collect(Frame frame, in LoopRange loop)
    {
        var count = loop.Count;
        var keys = new Value[count];
        var order = new int[count];
        for (var round = 0; round < count; round++)
        {
            if (Begin(frame, loop, round) == Truth.Error) return Value.From(frame.Error!);
            var value = key.Evaluate(frame);
            if (value.IsError) return value;
            if (!ValueOrder.TryCompare(keys[0].IsMissing ? value : keys[0], value, out _))
                return Value.From(RuntimeErrors.NoOverload("sortBy", [keys[0].IsMissing ? value : keys[0], value]).At(Span));
            keys[round] = value;
            order[round] = round;
        }

        // Sorting compares about n·log2(n) times; the rounds above paid for n.
        if (frame.Draw((long)count * Work.SortRounds(count)) is { } limit) return Value.From(limit.At(Span));
        if (Work.Order(frame, keys, 1 + Work.SortRounds(count)) is { } further) return Value.From(further.At(Span));
        Array.Sort(order, (a, b) => Compare(keys[a], keys[b]) is var result && result != 0 ? result : a.CompareTo(b));
        var items = new Value[count];
        for (var i = 0; i < count; i++) items[i] = loop.ItemAt(order[i]);
        return Value.From(new CelList(items));
    }

    /// <summary>A total order even where NaN stands among the keys: it comes first.</summary>
    private static int Compare(in Value left, in Value right)
    {
        ValueOrder.TryCompare(left, right, out var result);
        if (result != ValueOrder.Unordered) return result;
        return IsNaN(right).CompareTo(IsNaN(left));
    }

    private static bool IsNaN(in Value value) => value.IsDouble && double.IsNaN(value.AsDouble);
}
