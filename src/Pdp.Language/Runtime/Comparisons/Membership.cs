using Pdp.Language.Functions;
using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Comparisons;

/// <summary><c>x in range</c>: an element equal to x in a list, a key equal to x in a map.</summary>
internal static class Membership
{
    /// <summary>How many comparisons count as one unit of work.</summary>
    public const int PerUnit = 16;

    /// <summary>The outcome for a value and a range that are no errors.</summary>
    public static Truth Test(Frame frame, in Value value, in Value range, TextSpan rangeSpan)
    {
        if (range.AsList is { } list) return InList(frame, value, list, rangeSpan);
        if (range.AsMap is { } map)
        {
            return Work.Hash(frame, value) is { } limit
                ? Truths.Fail(frame, limit.At(rangeSpan))
                : Truths.From(map.TryGet(value, out _));
        }

        return Truths.Fail(frame, RuntimeErrors.Expected("list or map", range).At(rangeSpan));
    }

    /// <summary>Looks through a list.</summary>
    public static Truth InList(Frame frame, in Value value, CelList list, TextSpan span)
    {
        var units = Cost(list.Count);
        if (units > 0 && frame.Draw(units) is { } limit) return Truths.Fail(frame, limit.At(span));
        if (value.AsString is { Length: < Work.LongText } text) return Truths.From(Contains(list.Items, text));
        foreach (ref readonly var item in list.Items)
        {
            var truth = BoundedEquality.Test(frame, value, item, span);
            if (truth != Truth.False) return truth;
        }

        return Truth.False;
    }

    /// <summary>What a look through a list draws from the budget.</summary>
    public static long Cost(int count) => count / PerUnit;

    private static bool Contains(ReadOnlySpan<Value> items, string text)
    {
        foreach (ref readonly var item in items)
            if (item.AsString is { } other && string.Equals(other, text)) return true;
        return false;
    }
}

/// <summary><c>x in range</c> of any two values.</summary>
internal sealed class InNode(Node value, Node range, TextSpan rangeSpan) : ConditionNode
{
    public override Truth Test(Frame frame)
    {
        var x = value.Evaluate(frame);
        if (x.AsError is { } valueError) return Truths.Fail(frame, valueError);
        var y = range.Evaluate(frame);
        if (y.AsError is { } rangeError) return Truths.Fail(frame, rangeError);
        return Membership.Test(frame, x, y, rangeSpan);
    }
}

/// <summary><c>'constant' in attribute</c>.</summary>
internal sealed class StringInSlotNode(string constant, SlotOperand range, TextSpan rangeSpan) : ConditionNode
{
    private readonly Value _constant = Value.From(constant);

    public override Truth Test(Frame frame)
    {
        var y = range.Read(frame);
        if (y.AsList is { } list && list.Count < Membership.PerUnit)
        {
            foreach (ref readonly var item in list.Items)
                if (item.AsString is { } text && string.Equals(text, constant)) return Truth.True;
            return Truth.False;
        }

        return y.AsError is { } error
            ? Truths.Fail(frame, range.Locate(error))
            : Membership.Test(frame, _constant, y, rangeSpan);
    }
}
