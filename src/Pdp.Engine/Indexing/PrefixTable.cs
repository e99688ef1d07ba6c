using System.Collections.Immutable;

namespace Pdp.Engine.Indexing;

/// <summary>Prefixes of texts, looked up by their hash at each length that occurs.</summary>
/// <typeparam name="T">What stands at a prefix.</typeparam>
internal sealed class PrefixTable<T>
{
    private const int MostLengths = 16;

    private readonly Dictionary<string, T> _table = new(StringComparer.Ordinal);
    private readonly Dictionary<string, T>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly int[] _lengths;

    /// <param name="prefixes">The prefixes, cut by <see cref="Cut"/>, each with what stands there.</param>
    public PrefixTable(IEnumerable<KeyValuePair<string, T>> prefixes)
    {
        foreach (var (prefix, item) in prefixes) _table.Add(prefix, item);
        _lookup = _table.GetAlternateLookup<ReadOnlySpan<char>>();
        _lengths = [.. _table.Keys.Select(prefix => prefix.Length).Distinct().Order()];
    }

    /// <summary>What it takes in memory, without what stands in it.</summary>
    public long Bytes => 100 + (_table.Count * (24L + System.Runtime.CompilerServices.Unsafe.SizeOf<T>()));

    /// <summary>What stands in it.</summary>
    public IReadOnlyCollection<T> Items => _table.Values;

    /// <summary>The lengths that occur, in ascending order.</summary>
    public ReadOnlySpan<int> Lengths => _lengths;

    /// <summary>
    /// The lengths to which prefixes are cut, so that no look-up hashes a text very often: those of the prefixes, or, when
    /// they are too many, some of them.
    /// </summary>
    public static ImmutableArray<int> LengthsOf(IEnumerable<string> prefixes)
    {
        var lengths = prefixes.Select(prefix => prefix.Length).Distinct().Order().ToArray();
        if (lengths.Length <= MostLengths) return [.. lengths];
        return [.. Enumerable.Range(0, MostLengths).Select(i => lengths[i * lengths.Length / MostLengths])];
    }

    /// <summary>Whether prefixes are looked up whole.</summary>
    public static bool AreWhole(IEnumerable<string> prefixes) => prefixes.Select(prefix => prefix.Length).Distinct().Count() <= MostLengths;

    /// <summary>A prefix, cut to one of some lengths: whatever starts with the one starts with the other.</summary>
    public static string Cut(string prefix, ImmutableArray<int> lengths)
    {
        var at = lengths.BinarySearch(prefix.Length);
        return at >= 0 ? prefix : prefix[..lengths[~at - 1]];
    }

    /// <summary>What stands at the first so many units of a text, when that is a prefix here.</summary>
    public bool TryGet(string text, int length, out T item)
    {
        item = default!;
        return text.Length >= length && _lookup.TryGetValue(text.AsSpan(0, length), out item!);
    }
}
