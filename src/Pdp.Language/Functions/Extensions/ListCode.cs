using System.Globalization;
using Pdp.Language.Runtime;
using Pdp.Language.Values;

namespace Pdp.Language.Functions.Extensions;

/// <summary>The code of the <c>lists</c> library.</summary>
internal static class ListCode
{
    private const int MaxDepth = 100;

    public static Value Slice(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var list = arguments[0].AsList!;
        var (start, end) = (arguments[1].AsInt, arguments[2].AsInt);
        if (start < 0 || end > list.Count || start > end)
        {
            return Value.Fail(string.Create(
                CultureInfo.InvariantCulture, $"the slice from `{start}` to `{end}` is out of range of a list of {list.Count}"));
        }

        return Work.Elements(frame, end - start) is { } limit
            ? Value.From(limit)
            : Value.From(new CelList(list.Items[(int)start..(int)end].ToArray()));
    }

    public static Value Flatten(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var depth = arguments.Length == 2 ? arguments[1].AsInt : 1;
        if (depth < 0) return Value.Fail($"the depth `{CelText.ToLiteral(arguments[1])}` is negative");
        var items = new List<Value>();
        return Flatten(frame, arguments[0].AsList!, depth, 0, items) is { } error
            ? Value.From(error)
            : Value.From(new CelList([.. items]));
    }

    public static Value Range(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var count = arguments[0].AsInt;
        if (count < 0) return Value.Fail($"the size `{CelText.ToLiteral(arguments[0])}` is negative");
        if (count > ValueLimits.MaxElements) return Value.From(ValueLimits.ListTooLong);
        if (Work.Elements(frame, count) is { } limit) return Value.From(limit);
        var items = new Value[count];
        for (var i = 0; i < items.Length; i++) items[i] = Value.From((long)i);
        return Value.From(new CelList(items));
    }

    public static Value Reverse(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var list = arguments[0].AsList!;
        if (Work.Elements(frame, list.Count) is { } limit) return Value.From(limit);
        var items = list.Items.ToArray();
        Array.Reverse(items);
        return Value.From(new CelList(items));
    }

    public static Value Distinct(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var list = arguments[0].AsList!;
        if (Work.Elements(frame, list.Count) is { } limit) return Value.From(limit);
        var seen = new ValueSet(frame);
        var items = new List<Value>(list.Count);
        foreach (var item in list.Items)
        {
            if (seen.Add(item, out var isNew) is { } error) return Value.From(error);
            if (isNew) items.Add(item);
        }

        return Value.From(new CelList([.. items]));
    }

    public static Value IndexOf(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var list = arguments[0].AsList!;
        for (var i = 0; i < list.Count; i++)
        {
            if (frame.Draw(1) is { } limit) return Value.From(limit);
            var error = ValueEquality.TryAreEqual(frame, list[i], arguments[1], out var equal);
            if (error is not null) return Value.From(error);
            if (equal) return Value.From((long)i);
        }

        return Value.From(-1);
    }

    public static Value LastIndexOf(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var list = arguments[0].AsList!;
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (frame.Draw(1) is { } limit) return Value.From(limit);
            var error = ValueEquality.TryAreEqual(frame, list[i], arguments[1], out var equal);
            if (error is not null) return Value.From(error);
            if (equal) return Value.From((long)i);
        }

        return Value.From(-1);
    }

    public static Value Sort(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var list = arguments[0].AsList!;
        if (Work.Sort(frame, list.Count) is { } limit) return Value.From(limit);
        if (Work.Order(frame, list.Items, 1 + Work.SortRounds(list.Count)) is { } further) return Value.From(further);
        if (CheckComparable(list, "sort") is { } error) return Value.From(error);
        var items = list.Items.ToArray();
        var order = new int[items.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        // Equal elements keep their order: 1 and 1.0 are equal, but not the same.
        Array.Sort(order, (left, right) =>
            ValueOrder.CompareForSort(items[left], items[right]) is var result && result != 0
                ? result
                : left.CompareTo(right));
        return Value.From(new CelList(Array.ConvertAll(order, index => items[index])));
    }

    public static Value IsSorted(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var list = arguments[0].AsList!;
        if (Work.Elements(frame, list.Count) is { } limit) return Value.From(limit);
        if (Work.Order(frame, list.Items, 2) is { } further) return Value.From(further);
        if (CheckComparable(list, "isSorted") is { } error) return Value.From(error);
        for (var i = 1; i < list.Count; i++)
            if (ValueOrder.CompareForSort(list[i - 1], list[i]) > 0) return Value.False;
        return Value.True;
    }

    public static Value Min(Frame frame, ReadOnlySpan<Value> arguments) => Extreme(frame, arguments[0].AsList!, "min", 1);

    public static Value Max(Frame frame, ReadOnlySpan<Value> arguments) => Extreme(frame, arguments[0].AsList!, "max", -1);

    public static Value Sum(Frame frame, CelList list, in Value zero)
    {
        if (Work.Elements(frame, list.Count) is { } limit) return Value.From(limit);
        if (list.Count == 0) return zero;
        if (!NumberOrder.IsNumber(list[0].Kind) && !list[0].IsDuration)
            return Value.Fail($"`sum` needs numbers or durations, got {RuntimeErrors.KindName(list[0].Kind)}");
        var sum = list[0];
        for (var i = 1; i < list.Count && !sum.IsError; i++) sum = Arithmetic.Add(sum, list[i]);
        return sum;
    }

    private static Value Extreme(Frame frame, CelList list, string function, int replacing)
    {
        if (Work.Elements(frame, list.Count) is { } limit) return Value.From(limit);
        if (list.Count == 0) return Value.Fail($"`{function}` of an empty list");
        if (Work.Order(frame, list.Items, 2) is { } further) return Value.From(further);
        if (CheckComparable(list, function) is { } error) return Value.From(error);
        var result = list[0];
        for (var i = 1; i < list.Count; i++)
            if (Math.Sign(ValueOrder.CompareForSort(result, list[i])) == replacing) result = list[i];
        return result;
    }

    /// <summary>An error when two elements have no order.</summary>
    private static EvalError? CheckComparable(CelList list, string function)
    {
        foreach (var item in list.Items)
        {
            if (ValueOrder.TryCompare(list[0], item, out _)) continue;
            var kinds = $"{RuntimeErrors.KindName(list[0].Kind)} and {RuntimeErrors.KindName(item.Kind)}";
            return new EvalError(EvalErrorCode.ProcessingError, $"`{function}` cannot order {kinds}");
        }

        return null;
    }

    private static EvalError? Flatten(Frame frame, CelList list, long depth, int level, List<Value> items)
    {
        if (level > MaxDepth) return ValueLimits.TooDeep;
        if (Work.Elements(frame, list.Count) is { } limit) return limit;
        foreach (var item in list.Items)
        {
            if (depth > 0 && item.AsList is { } nested)
            {
                if (Flatten(frame, nested, depth - 1, level + 1, items) is { } error) return error;
                continue;
            }

            if (items.Count >= ValueLimits.MaxElements) return ValueLimits.ListTooLong;
            items.Add(item);
        }

        return null;
    }
}
