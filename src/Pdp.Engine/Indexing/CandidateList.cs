namespace Pdp.Engine.Indexing;

/// <summary>
/// The positions of the items that an index found; reused. Indexes are asked inside of each other, so that it is a stack:
/// who asks notes <see cref="Count"/> before and sets it back after.
/// </summary>
internal sealed class CandidateList
{
    private int[] _items = new int[64];

    public int Count { get; set; }

    public int this[int index] => _items[index];

    public void Add(int item)
    {
        if (Count == _items.Length) Array.Resize(ref _items, _items.Length * 2);
        _items[Count++] = item;
    }

    public void Add(ReadOnlySpan<int> items)
    {
        if (_items.Length - Count < items.Length) Array.Resize(ref _items, Math.Max(_items.Length * 2, Count + items.Length));
        items.CopyTo(_items.AsSpan(Count));
        Count += items.Length;
    }

    /// <summary>Brings what was added since a mark into document order, each item once.</summary>
    public void Settle(int mark)
    {
        var added = _items.AsSpan(mark, Count - mark);
        var isSorted = true;
        for (var i = 1; i < added.Length && isSorted; i++) isSorted = added[i - 1] < added[i];
        if (isSorted) return;
        added.Sort();
        var kept = 1;
        for (var i = 1; i < added.Length; i++)
        {
            if (added[i] != added[kept - 1]) added[kept++] = added[i];
        }

        Count = mark + kept;
    }
}
