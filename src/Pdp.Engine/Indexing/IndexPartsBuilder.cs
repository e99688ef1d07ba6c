using Pdp.Engine.Reports;
using Pdp.Language.Guards;

namespace Pdp.Engine.Indexing;

/// <summary>Gathers what the nodes of an index share while it is being built.</summary>
internal sealed class IndexPartsBuilder
{
    private readonly Dictionary<Dimension, AskedKeys> _keys = [];
    private readonly Dictionary<Dimension, int> _numbers = [];
    private readonly List<IndexDimension> _dimensions = [];

    /// <param name="entries">All entries.</param>
    /// <param name="isWhole">See <see cref="IsWhole"/>.</param>
    public IndexPartsBuilder(ReadOnlySpan<IndexEntry> entries, bool isWhole = false)
    {
        IsWhole = isWhole;
        foreach (ref readonly var entry in entries)
        {
            foreach (var atom in entry.Clause.Atoms)
            {
                if (!TryDimension(atom, out var dimension)) continue;
                if (!_keys.TryGetValue(dimension, out var keys)) _keys[dimension] = keys = new AskedKeys(dimension);
                keys.Add(entry.Item, atom);
            }
        }
    }

    public PackedGroups Groups { get; } = new();

    /// <summary>Whether it is one over all places of a small set: memory is no matter, and all that can be told of an entry is.</summary>
    public bool IsWhole { get; }

    /// <summary>What entries ask for.</summary>
    public IEnumerable<(Dimension Dimension, KeyReport Report)> Keys => _keys.Select(pair => (pair.Key, pair.Value.ToReport(_numbers.ContainsKey(pair.Key))));

    /// <summary>
    /// The dimension in which an atom is looked up; false when there is none. What tells no rules apart is evaluated as fast as it is looked up by one
    /// list of many.
    /// </summary>
    public bool TryDimension(GuardAtom atom, out Dimension dimension) => Dimension.TryOf(atom, out dimension) && (IsWhole || atom.IsKey);

    public IndexDimension this[int number] => _dimensions[number];

    /// <summary>The number of a dimension, given when first asked for.</summary>
    public int NumberOf(Dimension dimension)
    {
        if (_numbers.TryGetValue(dimension, out var number)) return number;
        _dimensions.Add(new IndexDimension(dimension, KeyTable.Of(_keys[dimension].Values)));
        return _numbers[dimension] = _dimensions.Count - 1;
    }

    public IndexParts ToParts() => new([.. _dimensions], Groups.ToArray());
}

/// <summary>What entries ask for in one dimension.</summary>
internal sealed class AskedKeys(Dimension dimension)
{
    private int _items;
    private int _last = -1;
    private int _ranges;
    private int _prefixes;

    /// <summary>The values that they name.</summary>
    public HashSet<GuardKey> Values { get; } = [];

    /// <summary>Adds what an item asks, one item after the other.</summary>
    public void Add(int item, GuardAtom atom)
    {
        foreach (var key in atom.Keys.Items) Values.Add(key);
        if (atom.Range is not null) _ranges++;
        if (atom.Prefix is not null) _prefixes++;
        if (item != _last) _items++;
        _last = item;
    }

    public KeyReport ToReport(bool isUsed) => new(
        dimension.Attribute.ToString(), dimension.IsMultiValued, _items, Values.Count, _ranges, _prefixes, isUsed);
}
