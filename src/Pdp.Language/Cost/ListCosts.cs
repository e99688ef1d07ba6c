using Pdp.Language.Functions;
using Pdp.Language.Values;

namespace Pdp.Language.Cost;

/// <summary>Functions of lists, sets and optionals.</summary>
internal static class ListCosts
{
    public static Dictionary<string, CostModel> Models { get; } = new(StringComparer.Ordinal)
    {
        ["slice"] = Kept,
        ["reverse"] = Reverse,
        ["distinct"] = Distinct,
        ["flatten"] = Flatten,
        ["lists.range"] = Range,
        ["indexOf"] = IndexOf,
        ["lastIndexOf"] = IndexOf,
        ["sort"] = Sort,
        ["isSorted"] = (e, a) => new(ValueSize.Scalar, Ordered(e, a[0], 2)),
        ["min"] = (e, a) => new(Element(e, a[0]), Ordered(e, a[0], 2)),
        ["max"] = (e, a) => new(Element(e, a[0]), Ordered(e, a[0], 2)),
        ["sum"] = (e, a) => new(ValueSize.Scalar, Work.ElementUnits(e.Count(a[0]))),
        ["math.least"] = Extreme,
        ["math.greatest"] = Extreme,
        ["sets.contains"] = (e, a) => new(ValueSize.Scalar, Sets(e, a[0], a[1])),
        ["sets.intersects"] = (e, a) => new(ValueSize.Scalar, Sets(e, a[0], a[1])),
        ["sets.equivalent"] = (e, a) => new(ValueSize.Scalar, Saturating.Add(Sets(e, a[0], a[1]), Sets(e, a[1], a[0]))),
        ["one"] = (e, a) => new(Element(e, a[0]), 0),
        ["first"] = (e, a) => new(Estimator.Wrapped(Element(e, a[0])), 0),
        ["last"] = (e, a) => new(Estimator.Wrapped(Element(e, a[0])), 0),
        ["optional.of"] = (_, a) => new(Estimator.Wrapped(a[0]), 0),
        ["optional.ofNonZeroValue"] = (_, a) => new(Estimator.Wrapped(a[0]), 0),
        ["optional.none"] = (_, _) => new(Estimator.Wrapped(ValueSize.Scalar), 0),
        ["hasValue"] = (_, _) => FunctionCost.Free,
        ["value"] = (_, a) => new(Estimator.Unwrapped(a[0]), 0),
        ["or"] = (e, a) => new(e.Join(a[0], a[1])!, 0),
        ["orValue"] = (e, a) => new(e.Join(Estimator.Unwrapped(a[0]), a[1])!, 0),
        ["optional.unwrap"] = Unwrap,
        ["unwrapOpt"] = Unwrap,
    };

    private static ValueSize Element(Estimator e, ValueSize list) => Estimator.ElementOf(list) ?? ValueSize.Scalar;

    private static FunctionCost Kept(Estimator e, ReadOnlySpan<ValueSize> a)
    {
        var count = e.Count(a[0]);
        return new(ValueSize.OfList(count, Element(e, a[0])), Work.ElementUnits(count));
    }

    private static FunctionCost Reverse(Estimator e, ReadOnlySpan<ValueSize> a)
    {
        if (Estimator.ElementOf(a[0]) is not { } element) return new(TextCosts.Text(e.Text(a[0])), TextCosts.Pass(e, a[0]));
        var count = e.Count(a[0]);
        var list = ValueSize.OfList(count, element);
        return a[0].Text < 0
            ? new(list, Work.ElementUnits(count))
            : new(e.Join(list, TextCosts.Text(e.Text(a[0])))!, Math.Max(Work.ElementUnits(count), TextCosts.Pass(e, a[0])));
    }

    private static FunctionCost Distinct(Estimator e, ReadOnlySpan<ValueSize> a)
    {
        var count = e.Count(a[0]);
        var element = Element(e, a[0]);
        return new(
            ValueSize.OfList(count, element),
            Saturating.Add(Work.ElementUnits(count), Adding(e, count, element)));
    }

    /// <summary>What making a set of so many elements draws: those with parts are compared one with the other.</summary>
    private static long Adding(Estimator e, long count, ValueSize element) => Saturating.Add(
        Saturating.Multiply(count, e.Hashing(element)), Looking(e, count, count, element, element));

    /// <summary>What looking for elements with parts in a set draws.</summary>
    private static long Looking(Estimator e, long times, long count, ValueSize element, ValueSize wanted)
    {
        // what is unknown is taken for a text or number
        var hasParts = (element.HasParts && !element.IsUnknown) || element.Optionals > 0;
        return hasParts
            ? Saturating.Multiply(Saturating.Multiply(times, count), 1 + e.Equality(element, wanted))
            : 0;
    }

    private static long Sets(Estimator e, ValueSize list, ValueSize elements)
    {
        // see SetFunctions: few are compared one by one, many by a set
        const long MostScanned = 64;
        var (count, times) = (e.Count(list), e.Count(elements));
        var (element, wanted) = (Element(e, list), Element(e, elements));
        var pairs = Saturating.Multiply(count, times);
        var scan = Saturating.Multiply(Math.Min(pairs, MostScanned), e.Equality(element, wanted));
        var set = Saturating.Add(Adding(e, count, element), Saturating.Multiply(times, e.Hashing(wanted)));
        set = Saturating.Add(set, Looking(e, times, count, element, wanted));
        return Saturating.Add(Work.ElementUnits(count + times), pairs > MostScanned ? Math.Max(scan, set) : scan);
    }

    private static FunctionCost Flatten(Estimator e, ReadOnlySpan<ValueSize> a)
    {
        var depth = a.Length < 2 ? 1 : a[1].Number ?? long.MaxValue;
        var (count, element, units) = Flat(e, a[0], depth, 0);
        return new(ValueSize.OfList(Estimator.Bounded(count), element), units);
    }

    private static (long Count, ValueSize Element, long Units) Flat(Estimator e, ValueSize list, long depth, int level)
    {
        // of what is unknown, two levels are assumed
        const int AssumedLevels = 2;
        var count = e.Count(list);
        var element = Element(e, list);
        if (depth == 0 || Estimator.ElementOf(element) is null || (element.IsUnknown && level + 1 >= AssumedLevels))
            return (count, element, Work.ElementUnits(count));
        var inner = Flat(e, element, depth - 1, level + 1);
        var isMixed = element.Text >= 0 || element.Octets >= 0 || element.Key is not null || element.Optionals > 0;
        return (
            Saturating.Multiply(count, Math.Max(inner.Count, 1)),
            isMixed ? e.Join(element, inner.Element)! : e.Join(inner.Element, ValueSize.Scalar)!,
            Saturating.Add(Work.ElementUnits(count), Saturating.Multiply(count, inner.Units)));
    }

    private static FunctionCost Range(Estimator e, ReadOnlySpan<ValueSize> a)
    {
        var count = Math.Min(e.Number(a[0]), ValueLimits.MaxElements);
        return new(ValueSize.OfList(count, ValueSize.OfNumber(count)), Work.ElementUnits(count));
    }

    private static FunctionCost IndexOf(Estimator e, ReadOnlySpan<ValueSize> a)
    {
        var units = TextCosts.Search(e, a);
        if (Estimator.ElementOf(a[0]) is not { } element) return new(ValueSize.Scalar, units);
        var scan = Saturating.Multiply(e.Count(a[0]), 1 + e.Equality(element, a[1]));
        return new(ValueSize.Scalar, Math.Max(units, scan));
    }

    private static FunctionCost Sort(Estimator e, ReadOnlySpan<ValueSize> a)
    {
        var count = e.Count(a[0]);
        var units = Saturating.Add(
            Work.SortUnits(count),
            Saturating.Multiply(Saturating.Multiply(count, e.Hashing(Element(e, a[0]))), 1 + Work.SortRounds(count)));
        return new(ValueSize.OfList(count, Element(e, a[0])), units);
    }

    private static long Ordered(Estimator e, ValueSize list, int times)
    {
        var count = e.Count(list);
        return Saturating.Add(
            Work.ElementUnits(count), Saturating.Multiply(Saturating.Multiply(count, e.Hashing(Element(e, list))), times));
    }

    private static FunctionCost Extreme(Estimator e, ReadOnlySpan<ValueSize> a) =>
        new(ValueSize.Scalar, a.Length == 1 && a[0].HasParts ? Work.ElementUnits(e.Count(a[0])) : 0);

    private static FunctionCost Unwrap(Estimator e, ReadOnlySpan<ValueSize> a)
    {
        var count = e.Count(a[0]);
        return new(ValueSize.OfList(count, Estimator.Unwrapped(Element(e, a[0]))), Work.ElementUnits(count));
    }
}
