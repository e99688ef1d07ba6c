using Pdp.Language.Guards;

namespace Pdp.Engine.Indexing;

/// <summary>Gathers what the nodes of an index share while it is being built.</summary>
internal sealed class IndexPartsBuilder
{
    private readonly Dictionary<Dimension, List<GuardKey>> _keys = [];
    private readonly Dictionary<Dimension, int> _numbers = [];
    private readonly List<IndexDimension> _dimensions = [];

    /// <param name="entries">All entries.</param>
    public IndexPartsBuilder(ReadOnlySpan<IndexEntry> entries)
    {
        foreach (ref readonly var entry in entries)
        {
            foreach (var atom in entry.Clause.Atoms)
            {
                if (!Dimension.TryOf(atom, out var dimension)) continue;
                if (!_keys.TryGetValue(dimension, out var keys)) _keys[dimension] = keys = [];
                keys.AddRange(atom.Keys.Items);
            }
        }
    }

    public PackedGroups Groups { get; } = new();

    public IndexDimension this[int number] => _dimensions[number];

    /// <summary>The number of a dimension, given when first asked for.</summary>
    public int NumberOf(Dimension dimension)
    {
        if (_numbers.TryGetValue(dimension, out var number)) return number;
        _dimensions.Add(new IndexDimension(dimension, KeyTable.Of(_keys[dimension])));
        return _numbers[dimension] = _dimensions.Count - 1;
    }

    public IndexParts ToParts() => new([.. _dimensions], Groups.ToArray());
}
