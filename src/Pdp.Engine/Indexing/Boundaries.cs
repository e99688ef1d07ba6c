using Pdp.Language.Guards;
using Pdp.Language.Values;

namespace Pdp.Engine.Indexing;

/// <summary>
/// Cuts an ordered type at some of its values: the values at the cuts and the gaps between them are numbered from 0 on. The
/// gap before the first cut is 0, the first cut is 1, the gap behind it 2.
/// </summary>
internal sealed class Boundaries
{
    private const int SampleEvery = 32;

    private readonly Value[] _cuts;
    // of ints alone, which most numbers in policies are: they need no conversion
    private readonly long[]? _ints;
    // each one in so many: few enough to stay in the caches, however many cuts there are
    private readonly long[]? _samples;

    private Boundaries(Value[] cuts)
    {
        _cuts = cuts;
        if (!Array.TrueForAll(cuts, cut => cut.IsInt)) return;
        _ints = Array.ConvertAll(cuts, cut => cut.AsInt);
        if (cuts.Length > 4 * SampleEvery) _samples = [.. _ints.Where((_, i) => i % SampleEvery == 0)];
    }

    /// <summary>How many places there are.</summary>
    public int Count => (2 * _cuts.Length) + 1;

    /// <summary>What it takes in memory.</summary>
    public long Bytes => (16L * _cuts.Length) + (8L * ((_ints?.Length ?? 0) + (_samples?.Length ?? 0)));

    /// <summary>Cuts at the bounds of ranges of one type, but at no more than so many of them, evenly chosen.</summary>
    public static Boundaries Of(IEnumerable<GuardRange> ranges, int most)
    {
        var all = new List<Value>();
        foreach (var range in ranges)
        {
            if (!range.Low.IsMissing) all.Add(range.Low);
            if (!range.High.IsMissing) all.Add(range.High);
        }

        all.Sort(static (left, right) => ValueOrder.CompareForSort(left, right));
        var distinct = new List<Value>(all.Count);
        foreach (var one in all)
        {
            if (distinct.Count == 0 || ValueOrder.CompareForSort(distinct[^1], one) != 0) distinct.Add(one);
        }

        if (distinct.Count <= most) return new Boundaries([.. distinct]);
        return new Boundaries([.. Enumerable.Range(0, most).Select(i => distinct[(int)((long)i * distinct.Count / most)])]);
    }

    /// <summary>The place of a value of the type.</summary>
    public int PlaceOf(in Value value)
    {
        if (_ints is { } ints && value.IsInt)
        {
            var at = Search(ints, value.AsInt);
            return at >= 0 ? (2 * at) + 1 : 2 * ~at;
        }

        var (low, high) = (0, _cuts.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            ValueOrder.TryCompare(_cuts[middle], value, out var order);
            if (order == 0) return (2 * middle) + 1;
            if (order < 0) low = middle + 1;
            else high = middle;
        }

        return 2 * low;
    }

    /// <summary>As <see cref="Array.BinarySearch{T}(T[], T)"/> does.</summary>
    private int Search(long[] ints, long value)
    {
        if (_samples is not { } samples) return ints.AsSpan().BinarySearch(value);
        var sample = samples.AsSpan().BinarySearch(value);
        if (sample >= 0) return sample * SampleEvery;
        if (~sample == 0) return ~0;
        var first = (~sample - 1) * SampleEvery;
        var within = ints.AsSpan(first, Math.Min(SampleEvery, ints.Length - first)).BinarySearch(value);
        return within >= 0 ? first + within : ~(first + ~within);
    }

    /// <summary>The first and the last place that a range touches.</summary>
    public (int First, int Last) PlacesOf(GuardRange range)
    {
        var (first, last) = (0, Count - 1);
        if (!range.Low.IsMissing)
        {
            first = PlaceOf(range.Low);
            // a bound at a cut is told exactly, one in a gap is not: the whole gap counts
            if (first % 2 == 1 && !range.IncludesLow) first++;
        }

        if (!range.High.IsMissing)
        {
            last = PlaceOf(range.High);
            if (last % 2 == 1 && !range.IncludesHigh) last--;
        }

        return (first, last);
    }
}
