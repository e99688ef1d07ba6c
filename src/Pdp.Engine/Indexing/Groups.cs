using System.Runtime.InteropServices;

namespace Pdp.Engine.Indexing;

/// <summary>Entries by key, in one array, however many keys there are.</summary>
internal sealed class Groups<TKey>(IEqualityComparer<TKey>? comparer = null)
    where TKey : notnull
{
    private readonly Dictionary<TKey, int> _numbers = new(comparer);
    private readonly List<(int Group, IndexEntry Entry)> _entries = [];
    private readonly List<int> _sizes = [];

    /// <summary>How many keys there are.</summary>
    public int Count => _numbers.Count;

    public void Add(TKey key, IndexEntry entry)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, key, out var isKnown);
        if (!isKnown)
        {
            number = _sizes.Count;
            _sizes.Add(0);
        }

        // an entry may name a key twice once prefixes have been cut
        _entries.Add((number, entry));
        CollectionsMarshal.AsSpan(_sizes)[number]++;
    }

    /// <summary>The keys in the order in which they came, each with its entries in theirs.</summary>
    public IEnumerable<(TKey Key, ReadOnlyMemory<IndexEntry> Entries)> ToGroups()
    {
        var ends = new int[_sizes.Count];
        for (var (i, end) = (0, 0); i < ends.Length; i++)
        {
            ends[i] = end;
            end += _sizes[i];
        }

        var sorted = new IndexEntry[_entries.Count];
        foreach (var (group, entry) in _entries) sorted[ends[group]++] = entry;
        foreach (var (key, number) in _numbers)
            yield return (key, sorted.AsMemory(ends[number] - _sizes[number], _sizes[number]));
    }
}
