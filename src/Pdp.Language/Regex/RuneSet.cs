using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Pdp.Language.Regex;

/// <summary>A set of code points, without surrogates, as ascending ranges that do not touch.</summary>
internal sealed class RuneSet : IEquatable<RuneSet>
{
    public const int Last = 0x10FFFF;

    private const int FirstSurrogate = 0xD800;
    private const int LastSurrogate = 0xDFFF;

    // most patterns are ASCII for the most part
    private static readonly RuneSet[] _ascii = [.. Enumerable.Range(0, 128).Select(rune => Of([(rune, rune)]))];

    private RuneSet(ImmutableArray<(int First, int Last)> ranges) => Ranges = ranges;

    /// <summary>Every code point.</summary>
    public static RuneSet All { get; } = Of([(0, Last)]);

    /// <summary>Every code point but the line feed: <c>.</c> without the flag <c>s</c>.</summary>
    public static RuneSet NotLineFeed { get; } = Of([('\n', '\n')]).Negate();

    /// <summary>The ranges.</summary>
    public ImmutableArray<(int First, int Last)> Ranges { get; }

    /// <summary>The set of one code point.</summary>
    public static RuneSet Single(int rune) => rune < _ascii.Length ? _ascii[rune] : Of([(rune, rune)]);

    /// <summary>The set of some ranges in any order; surrogates are left out.</summary>
    public static RuneSet Of(IEnumerable<(int First, int Last)> ranges)
    {
        var sorted = new List<(int First, int Last)>();
        var isSorted = true;
        foreach (var (first, last) in ranges)
        {
            isSorted &= sorted.Count == 0 || sorted[^1].First <= first;
            if (first <= Math.Min(last, FirstSurrogate - 1)) sorted.Add((first, Math.Min(last, FirstSurrogate - 1)));
            if (Math.Max(first, LastSurrogate + 1) <= last) sorted.Add((Math.Max(first, LastSurrogate + 1), last));
        }

        if (!isSorted) sorted.Sort();
        var joined = CollectionsMarshal.AsSpan(sorted);
        var count = 0;
        foreach (var (first, last) in joined)
        {
            if (count > 0 && first <= joined[count - 1].Last + 1) joined[count - 1].Last = Math.Max(joined[count - 1].Last, last);
            else joined[count++] = (first, last);
        }

        return new RuneSet([.. joined[..count]]);
    }

    /// <summary>Whether a code point is in the set.</summary>
    public bool Contains(int rune)
    {
        var (low, high) = (0, Ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (rune < Ranges[middle].First) high = middle - 1;
            else if (rune > Ranges[middle].Last) low = middle + 1;
            else return true;
        }

        return false;
    }

    /// <summary>Every code point that is not in the set.</summary>
    public RuneSet Negate()
    {
        var gaps = new List<(int, int)>();
        var next = 0;
        foreach (var (first, last) in Ranges)
        {
            if (first > next) gaps.Add((next, first - 1));
            next = last + 1;
        }

        if (next <= Last) gaps.Add((next, Last));
        return Of(gaps);
    }

    public bool Equals(RuneSet? other) =>
        other is not null && (ReferenceEquals(this, other) || Ranges.AsSpan().SequenceEqual(other.Ranges.AsSpan()));

    public override bool Equals(object? obj) => Equals(obj as RuneSet);

    public override int GetHashCode() =>
        Ranges.IsEmpty ? 0 : HashCode.Combine(Ranges.Length, Ranges[0], Ranges[Ranges.Length / 2], Ranges[^1]);
}
