using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pdp.Engine.Reports;
using Pdp.Language.Guards;
using Pdp.Language.Values;

namespace Pdp.Engine.Indexing;

/// <summary>
/// Finds the items of a list that may be other than not applicable. It leaves out only what is provably not applicable and
/// has no error to tell, so that combining the candidates in document order gives what combining all gives.
/// </summary>
internal sealed class ItemIndex
{
    private const int WorthIt = 5;

    private readonly IndexNode? _root;
    private readonly IndexParts _parts;

    private ItemIndex(IndexNode? root, IndexPartsBuilder parts, int[] withoutKey)
    {
        _root = root;
        _parts = parts.ToParts();
        Groups = parts.Groups.Count;
        WithoutKey = withoutKey;
        Keys = [.. parts.Keys.OrderByDescending(key => key.Items).ThenBy(key => key.Attribute, StringComparer.Ordinal)];
    }

    /// <summary>What the items ask for.</summary>
    public ImmutableArray<KeyReport> Keys { get; }

    /// <summary>How many groups it has.</summary>
    public int Groups { get; }

    /// <summary>The positions of the items that are always candidates.</summary>
    public int[] WithoutKey { get; }

    /// <summary>About what it takes in memory.</summary>
    public long Bytes =>
        100 + (_root?.Bytes ?? 0) + (4L * _parts.Groups.Length) + _parts.Dimensions.Sum(dimension => 80 + dimension.Keys.Bytes);

    /// <summary>An index over the guards of a list's items; null where looking at all of them is as fast.</summary>
    public static ItemIndex? Of(IReadOnlyList<Guard> guards)
    {
        if (guards.Count < WorthIt) return null;
        var index = Build(guards, isWhole: false, out var isList);
        return isList ? null : index;
    }

    /// <summary>An index over the guards of all places of a set; one that never holds belongs to a place that is not asked for.</summary>
    public static ItemIndex OfWhole(IReadOnlyList<Guard> guards) => Build(guards, isWhole: true, out _);

    private static ItemIndex Build(IReadOnlyList<Guard> guards, bool isWhole, out bool isList)
    {
        var entries = new List<IndexEntry>(guards.Count);
        var withoutKey = new List<int>();
        for (var item = 0; item < guards.Count; item++)
        {
            foreach (var clause in guards[item].Clauses)
            {
                entries.Add(new IndexEntry(item, clause, guards[item].IsExact));
                if (!clause.Atoms.Any(atom => Dimension.TryOf(atom, out _))) withoutKey.Add(item);
            }
        }

        var parts = new IndexPartsBuilder(CollectionsMarshal.AsSpan(entries)) { IsWhole = isWhole };
        var root = IndexBuilder.Build(CollectionsMarshal.AsSpan(entries), parts);
        isList = root is ListNode && entries.Count == guards.Count;
        return new ItemIndex(root, parts, [.. withoutKey.Distinct()]);
    }

    /// <summary>What the attributes of a request that the index looks up came to, in the order of <see cref="Keys"/>.</summary>
    /// <param name="slots">The slots of the request.</param>
    /// <param name="into">What the candidates at the request were last added to: it knows what was looked up for them.</param>
    public ImmutableArray<KeyUse> UsesOf(ReadOnlySpan<Value> slots, CandidateList into)
    {
        var codes = into.CodesOfLast(_parts.Dimensions.Length);
        var uses = ImmutableArray.CreateBuilder<KeyUse>();
        foreach (var key in Keys)
        {
            var number = Array.FindIndex(
                _parts.Dimensions,
                one => one.Dimension.IsMultiValued == key.IsMultiValued && one.Dimension.Attribute.ToString() == key.Attribute);
            if (number >= 0) uses.Add(_parts.Dimensions[number].Use(slots, codes[number] != 0));
        }

        return uses.ToImmutable();
    }

    /// <summary>The dimensions that were looked up when the candidates at a request were last added to a list.</summary>
    public IEnumerable<Dimension> LookedUp(CandidateList into)
    {
        var found = new List<Dimension>();
        var codes = into.CodesOfLast(_parts.Dimensions.Length);
        for (var i = 0; i < codes.Length; i++)
        {
            if (codes[i] != 0) found.Add(_parts.Dimensions[i].Dimension);
        }

        return found;
    }

    /// <summary>Adds the candidates at a request in document order, each once. Allocates nothing once the list has grown.</summary>
    public void Find(ReadOnlySpan<Value> slots, CandidateList into)
    {
        var mark = into.Count;
        _root?.Find(new Finding(slots, _parts, into.Codes(_parts.Dimensions.Length), into));
        into.Settle(mark);
    }
}
