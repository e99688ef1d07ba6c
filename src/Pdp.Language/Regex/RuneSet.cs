using System.Collections.Immutable;

namespace Pdp.Language.Regex;

/// <summary>A set of code points, without surrogates, as ascending ranges that do not touch.</summary>
internal sealed class RuneSet
{
    public const int Last = 0x10FFFF;

    private RuneSet(ImmutableArray<(int First, int Last)> ranges) => Ranges = ranges;

    /// <summary>Every code point.</summary>
    public static RuneSet All { get; } = Of([(0, Last)]);

    /// <summary>Every code point but the line feed: <c>.</c> without the flag <c>s</c>.</summary>
    public static RuneSet NotLineFeed { get; } = Of([('\n', '\n')]).Negate();

    /// <summary>The ranges.</summary>
    public ImmutableArray<(int First, int Last)> Ranges { get; }

    /// <summary>The set of some ranges in any order; surrogates are left out.</summary>
    public static RuneSet Of(IEnumerable<(int First, int Last)> ranges)
    {
        var result = ImmutableArray.CreateBuilder<(int First, int Last)>();
        foreach (var (first, last) in ranges.SelectMany(WithoutSurrogates).Order())
        {
            if (result.Count > 0 && first <= result[^1].Last + 1)
                result[^1] = (result[^1].First, Math.Max(result[^1].Last, last));
            else result.Add((first, last));
        }

        return new RuneSet(result.ToImmutable());
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

    private static IEnumerable<(int First, int Last)> WithoutSurrogates((int First, int Last) range)
    {
        if (range.Last < 0xD800 || range.First > 0xDFFF)
        {
            yield return range;
            yield break;
        }

        if (range.First < 0xD800) yield return (range.First, 0xD7FF);
        if (range.Last > 0xDFFF) yield return (0xE000, range.Last);
    }
}
