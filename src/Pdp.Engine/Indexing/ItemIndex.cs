using System.Runtime.InteropServices;
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

    private ItemIndex(IndexNode? root, IndexParts parts)
    {
        _root = root;
        _parts = parts;
    }

    /// <summary>An index over the guards of a list's items; null where looking at all of them is as fast.</summary>
    public static ItemIndex? Of(IReadOnlyList<Guard> guards)
    {
        if (guards.Count < WorthIt) return null;
        var entries = new List<IndexEntry>(guards.Count);
        for (var item = 0; item < guards.Count; item++)
        {
            foreach (var clause in guards[item].Clauses) entries.Add(new IndexEntry(item, clause, guards[item].IsExact));
        }

        var parts = new IndexPartsBuilder(CollectionsMarshal.AsSpan(entries));
        var root = IndexBuilder.Build(CollectionsMarshal.AsSpan(entries), parts);
        return root is ListNode && entries.Count == guards.Count ? null : new ItemIndex(root, parts.ToParts());
    }

    /// <summary>Adds the candidates at a request in document order, each once. Allocates nothing once the list has grown.</summary>
    public void Find(ReadOnlySpan<Value> slots, CandidateList into)
    {
        var mark = into.Count;
        _root?.Find(new Finding(slots, _parts, into.Codes(_parts.Dimensions.Length), into));
        into.Settle(mark);
    }
}
