namespace Pdp.Engine.Indexing;

/// <summary>
/// The candidates that an index found; reused. Indexes are asked inside of each other, so that it is a stack: who asks notes
/// <see cref="Count"/> before and sets it back after.
/// </summary>
internal sealed class CandidateList
{
    private int[] _items = new int[64];
    private int[] _codes = new int[16];

    public int Count { get; set; }

    public Candidate this[int index] => new(_items[index]);

    /// <summary>Room for so many numbers, all zero; it holds until it is asked for again.</summary>
    public Span<int> Codes(int count)
    {
        if (_codes.Length < count) _codes = new int[count];
        var codes = _codes.AsSpan(0, count);
        codes.Clear();
        return codes;
    }

    /// <summary>What <see cref="Codes"/> last gave, as it has been filled: a number for what was looked up, 0 for what was not.</summary>
    public ReadOnlySpan<int> CodesOfLast(int count) => _codes.AsSpan(0, count);

    public void Add(Candidate item)
    {
        if (Count == _items.Length) Array.Resize(ref _items, _items.Length * 2);
        _items[Count++] = item.Bits;
    }

    /// <summary>Adds candidates, each as its bits.</summary>
    public void Add(ReadOnlySpan<int> items)
    {
        if (_items.Length - Count < items.Length) Array.Resize(ref _items, Math.Max(_items.Length * 2, Count + items.Length));
        items.CopyTo(_items.AsSpan(Count));
        Count += items.Length;
    }

    /// <summary>Gives what was added since a mark other positions; what has none is taken out.</summary>
    /// <param name="mark">The mark.</param>
    /// <param name="positions">The position that takes the place of each; -1: none.</param>
    public void Move(int mark, int[] positions)
    {
        var kept = mark;
        for (var i = mark; i < Count; i++)
        {
            var item = new Candidate(_items[i]);
            if (positions[item.Item] is >= 0 and var position) _items[kept++] = new Candidate(position, item.IsSure).Bits;
        }

        Count = kept;
    }

    /// <summary>Brings what was added since a mark into document order, each item once, and sure when it was found so at all.</summary>
    public void Settle(int mark)
    {
        var added = _items.AsSpan(mark, Count - mark);
        var isSorted = true;
        for (var i = 1; i < added.Length && isSorted; i++) isSorted = added[i - 1] >> 1 < added[i] >> 1;
        if (isSorted) return;
        added.Sort();
        var kept = 1;
        for (var i = 1; i < added.Length; i++)
        {
            if (added[i] >> 1 != added[kept - 1] >> 1) added[kept++] = added[i];
            else added[kept - 1] = added[i];
        }

        Count = mark + kept;
    }
}
