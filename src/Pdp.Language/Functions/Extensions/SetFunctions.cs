using Pdp.Language.Runtime;
using Pdp.Language.Values;
using T = Pdp.Language.Types.CelType;

namespace Pdp.Language.Functions.Extensions;

/// <summary>cel-go's <c>sets</c> library: lists as sets.</summary>
internal static class SetFunctions
{
    // Below this many comparisons a scan is cheaper than a set.
    private const long MaxScan = 64;

    private static readonly T _list = T.ListOf(T.Parameter("T"));

    public static FunctionLibrary Library { get; } = new LibraryBuilder("sets")
        .Function("sets.contains", "whether the first list has every element of the second")
        .Global("list_sets_contains_list", T.Bool, Contains, _list, _list)
        .Function("sets.equivalent", "whether each list has every element of the other")
        .Global("list_sets_equivalent_list", T.Bool, Equivalent, _list, _list)
        .Function("sets.intersects", "whether the lists have an element in common")
        .Global("list_sets_intersects_list", T.Bool, Intersects, _list, _list)
        .Build();

    private static Value Contains(Frame frame, ReadOnlySpan<Value> arguments) =>
        Result(HasAll(frame, arguments[0].AsList!, arguments[1].AsList!, out var holds), holds);

    private static Value Equivalent(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var (left, right) = (arguments[0].AsList!, arguments[1].AsList!);
        var error = HasAll(frame, left, right, out var holds);
        if (error is null && holds) error = HasAll(frame, right, left, out holds);
        return Result(error, holds);
    }

    private static Value Intersects(Frame frame, ReadOnlySpan<Value> arguments) =>
        Result(Search(frame, arguments[0].AsList!, arguments[1].AsList!, wanted: true, out var found), found);

    private static Value Result(EvalError? error, bool holds) => error is null ? Value.From(holds) : Value.From(error);

    private static EvalError? HasAll(Frame frame, CelList list, CelList elements, out bool holds)
    {
        var error = Search(frame, list, elements, wanted: false, out var missing);
        holds = !missing;
        return error;
    }

    /// <summary>Whether some element is in the list (<paramref name="wanted"/>), or is not.</summary>
    private static EvalError? Search(Frame frame, CelList list, CelList elements, bool wanted, out bool found)
    {
        found = false;
        if (Work.Elements(frame, (long)list.Count + elements.Count) is { } limit) return limit;
        var set = (long)list.Count * elements.Count > MaxScan ? new ValueSet(frame) : null;
        if (set is not null)
        {
            foreach (var item in list.Items)
                if (set.Add(item, out _) is { } further) return further;
        }

        foreach (var element in elements.Items)
        {
            bool isIn;
            var error = set is null ? Scan(frame, list, element, out isIn) : set.Contains(element, out isIn);
            if (error is not null) return error;
            if (isIn != wanted) continue;
            found = true;
            return null;
        }

        return null;
    }

    private static EvalError? Scan(Frame frame, CelList list, in Value element, out bool found)
    {
        found = false;
        foreach (var item in list.Items)
        {
            if (ValueEquality.TryAreEqual(frame, item, element, out found) is { } error) return error;
            if (found) return null;
        }

        return null;
    }
}
