using Pdp.Language.Values;

namespace Pdp.Engine.Indexing;

/// <summary>
/// Ranges of one type as a segment tree: each stands at those nodes that together cover it, a value's place is below
/// as many nodes as the tree is deep.
/// </summary>
internal sealed class RangeTree : RangeIndex
{
    private readonly Boundaries _boundaries;
    private readonly IndexNode?[] _nodes;

    /// <param name="boundaries">Where the type is cut.</param>
    /// <param name="nodes">The tree as a heap: the children of node n are 2n and 2n+1, the leaves come last.</param>
    public RangeTree(Boundaries boundaries, IndexNode?[] nodes)
    {
        _boundaries = boundaries;
        _nodes = nodes;
    }

    /// <summary>The nodes that together cover places, in a tree over so many.</summary>
    public static IEnumerable<int> Covering(int count, int first, int last)
    {
        var (low, high) = (first + count, last + count + 1);
        while (low < high)
        {
            if ((low & 1) == 1) yield return low++;
            if ((high & 1) == 1) yield return --high;
            low >>= 1;
            high >>= 1;
        }
    }

    public override long Bytes => _boundaries.Bytes + (8L * _nodes.Length) + _nodes.Sum(node => node?.Bytes ?? 0);

    public override void Find(in Value value, scoped in Finding finding)
    {
        for (var node = _boundaries.PlaceOf(value) + _boundaries.Count; node >= 1; node >>= 1) _nodes[node]?.Find(finding);
    }
}
