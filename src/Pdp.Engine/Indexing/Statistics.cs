using Pdp.Language.Guards;

namespace Pdp.Engine.Indexing;

/// <summary>
/// How many entries a look-up in a dimension is expected to leave, if requests ask for values as often as the entries
/// name them.
/// </summary>
internal sealed class Statistics
{
    private const int Samples = 64;
    // where absence is a candidate too, another dimension of the same kind is better
    private const double WeightOfBuckets = 1.0 / 64;

    // of narrow ranges, which a sample does not find beside each other
    private const double Overlap = 2;

    private readonly Dictionary<GuardKey, int> _keys = [];
    private readonly Dictionary<string, int> _prefixes = new(StringComparer.Ordinal);
    private readonly List<GuardRange> _ranges = [];
    private int _asking;
    private int _failing;

    /// <summary>How many entries ask something in the dimension.</summary>
    public int Asking => _asking;

    public void Add(GuardAtom atom)
    {
        _asking++;
        if (atom.Buckets != GuardBuckets.None) _failing++;
        foreach (var key in atom.Keys.Items)
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_keys, key, out _)++;
        if (atom.Prefix is { } prefix)
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_prefixes, prefix, out _)++;
        if (atom.Range is { } range) _ranges.Add(range);
    }

    /// <summary>The entries that are expected to be left of a number of them.</summary>
    public double Expected(int entries) =>
        entries - _asking + Mean(_keys.Values) + Mean(_prefixes.Values) + MeanOfRanges() + (_failing * WeightOfBuckets);

    // of the sizes of groups, each met as often as it is large
    private static double Mean(IReadOnlyCollection<int> sizes)
    {
        double sum = 0, squares = 0;
        foreach (var size in sizes)
        {
            sum += size;
            squares += (double)size * size;
        }

        return sum == 0 ? 0 : squares / sum;
    }

    private double MeanOfRanges()
    {
        if (_ranges.Count == 0) return 0;
        // few ranges are in the sample several times: each is looked at once
        var sample = new List<(GuardRange Range, int Times)>(Math.Min(Samples, _ranges.Count));
        for (var i = 0; i < Samples; i++)
        {
            var range = _ranges[(int)((long)i * _ranges.Count / Samples)];
            if (sample.Count > 0 && ReferenceEquals(sample[^1].Range, range)) sample[^1] = (range, sample[^1].Times + 1);
            else sample.Add((range, 1));
        }

        var inside = 0;
        foreach (var (one, times) in sample)
        {
            var value = one.Low.IsMissing ? one.High : one.Low;
            foreach (var (other, otherTimes) in sample)
            {
                if (other.Contains(value)) inside += times * otherTimes;
            }
        }

        // a range that holds its own bound tells nothing: it is not counted; but a value is seldom in one range alone
        return Overlap + ((double)Math.Max(0, inside - Samples) / Samples / Samples * _ranges.Count);
    }
}
