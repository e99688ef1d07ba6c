using System.Runtime.InteropServices;

namespace Pdp.Language.Regex;

/// <summary>
/// The classes of code points that a pattern tells apart: two are in one class when the same sets of the pattern contain
/// both. An automaton has one way out of a state for each class, not for each code point.
/// </summary>
internal sealed class RuneClasses
{
    private const int Ascii = 128;

    // ascending: an interval lasts to where the next begins
    private readonly int[] _starts;
    private readonly ushort[] _classes;
    private readonly ushort[] _ascii = new ushort[Ascii];
    private readonly int[] _samples;

    /// <summary>Tells apart what some sets do.</summary>
    public RuneClasses(IEnumerable<RuneSet> sets)
    {
        var distinct = sets.Distinct().ToList();
        var starts = new SortedSet<int> { 0 };
        foreach (var (first, last) in distinct.SelectMany(set => set.Ranges))
        {
            starts.Add(first);
            if (last < RuneSet.Last) starts.Add(last + 1);
        }

        _starts = [.. starts];
        _classes = new ushort[_starts.Length];
        var sizes = new List<int> { _starts.Length };
        var touched = new Dictionary<int, (int Inside, int Renamed)>();
        foreach (var set in distinct) Refine(set, sizes, touched);
        for (var rune = 0; rune < Ascii; rune++) _ascii[rune] = _classes[IntervalOf(rune)];
        _samples = new int[sizes.Count];
        for (var i = _starts.Length - 1; i >= 0; i--) _samples[_classes[i]] = _starts[i];
    }

    /// <summary>Number of classes; the classes are numbered from 0.</summary>
    public int Count => _samples.Length;

    /// <summary>About how many bytes it takes.</summary>
    public long Bytes => 400 + 6L * _starts.Length + 4L * _samples.Length;

    /// <summary>The classes of ASCII.</summary>
    public ReadOnlySpan<ushort> OfAscii => _ascii;

    /// <summary>A code point of a class.</summary>
    public int Sample(int number) => _samples[number];

    /// <summary>The class of a code point, or of a surrogate that stands alone.</summary>
    public int Of(int rune) => rune < Ascii ? _ascii[rune] : _classes[IntervalOf(rune)];

    /// <summary>The same for one code point after another: most lie in the interval of the one before, or in ASCII.</summary>
    public int Of(int rune, ref int interval)
    {
        if (rune < Ascii) return _ascii[rune];
        var isInside = rune >= _starts[interval] && (interval + 1 == _starts.Length || rune < _starts[interval + 1]);
        return _classes[isInside ? interval : interval = IntervalOf(rune)];
    }

    private int IntervalOf(int rune)
    {
        var at = Array.BinarySearch(_starts, rune);
        return at >= 0 ? at : ~at - 1;
    }

    /// <summary>Splits every class of some intervals into what is in a set and what is not.</summary>
    private void Refine(RuneSet set, List<int> sizes, Dictionary<int, (int Inside, int Renamed)> touched)
    {
        touched.Clear();
        foreach (var interval in IntervalsOf(set))
            CollectionsMarshal.GetValueRefOrAddDefault(touched, _classes[interval], out _).Inside++;
        foreach (var interval in IntervalsOf(set))
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(touched, _classes[interval]);
            if (entry.Renamed == 0)
            {
                // a class that lies in the set as a whole stays as it is
                if (entry.Inside == sizes[_classes[interval]]) continue;
                entry.Renamed = sizes.Count;
                sizes[_classes[interval]] -= entry.Inside;
                sizes.Add(entry.Inside);
            }

            _classes[interval] = checked((ushort)entry.Renamed);
        }
    }

    private IEnumerable<int> IntervalsOf(RuneSet set)
    {
        foreach (var (first, last) in set.Ranges)
            for (var i = IntervalOf(first); i < _starts.Length && _starts[i] <= last; i++) yield return i;
    }
}
