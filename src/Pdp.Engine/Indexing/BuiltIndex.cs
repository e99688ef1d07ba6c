using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pdp.Engine.Reports;
using Pdp.Language.Guards;
using Pdp.Language.Values;

namespace Pdp.Engine.Indexing;

/// <summary>An index that was made of its items' guards at once.</summary>
internal sealed class BuiltIndex : ItemIndex
{
    private readonly IndexNode? _root;
    private readonly IndexParts _parts;
    private readonly int[] _numbers;

    private BuiltIndex(IndexNode? root, IndexPartsBuilder parts, int[] withoutKey, bool isList)
    {
        _root = root;
        _parts = parts.ToParts();
        IsList = isList;
        Groups = parts.Groups.Count;
        WithoutKey = withoutKey;
        var keys = parts.Keys.OrderByDescending(key => key.Report.Items).ThenBy(key => key.Report.Attribute, StringComparer.Ordinal).ToList();
        Keys = [.. keys.Select(key => key.Report)];
        // two may be written in the same words
        _numbers = [.. keys.Select(key => Array.FindIndex(_parts.Dimensions, one => one.Dimension == key.Dimension))];
    }

    /// <summary>Whether it finds all items at every request.</summary>
    public bool IsList { get; }

    /// <summary>How many attributes it may look up: so many numbers a look-up needs room for.</summary>
    public int Dimensions => _parts.Dimensions.Length;

    public override ImmutableArray<KeyReport> Keys { get; }

    public override int Groups { get; }

    public override int[] WithoutKey { get; }

    public override long Bytes =>
        100 + (_root?.Bytes ?? 0) + (4L * _parts.Groups.Length) + _parts.Dimensions.Sum(dimension => 80 + dimension.Keys.Bytes);

    /// <summary>Makes an index.</summary>
    /// <param name="guards">The guards of the items, in their order.</param>
    /// <param name="isWhole">See <see cref="IndexPartsBuilder.IsWhole"/>.</param>
    public static BuiltIndex Of(IEnumerable<(int Item, Guard Guard)> guards, bool isWhole = false)
    {
        var entries = new List<IndexEntry>();
        var withoutKey = new List<int>();
        var items = 0;
        foreach (var (item, guard) in guards)
        {
            items++;
            foreach (var clause in guard.Clauses)
            {
                entries.Add(new IndexEntry(item, clause, guard.IsExact));
                if (!clause.Atoms.Any(static atom => atom.IsKey)) withoutKey.Add(item);
            }
        }

        var parts = new IndexPartsBuilder(CollectionsMarshal.AsSpan(entries), isWhole);
        var root = IndexBuilder.Build(CollectionsMarshal.AsSpan(entries), parts);
        return new BuiltIndex(root, parts, [.. withoutKey.Distinct()], root is ListNode && entries.Count == items);
    }

    public override void Find(ReadOnlySpan<Value> slots, CandidateList into)
    {
        var mark = into.Count;
        Find(slots, into.Codes(_parts.Dimensions.Length), into);
        into.Settle(mark);
    }

    /// <summary>Adds the candidates at a request in any order, and some of them more than once.</summary>
    /// <param name="slots">The slots of the request.</param>
    /// <param name="codes">Room for <see cref="Dimensions"/> numbers, all zero.</param>
    /// <param name="into">Gets the candidates.</param>
    public void Find(ReadOnlySpan<Value> slots, Span<int> codes, CandidateList into) => _root?.Find(new Finding(slots, _parts, codes, into));

    /// <summary>What the attributes that it looks up came to.</summary>
    /// <param name="slots">The slots of the request.</param>
    /// <param name="codes">What <see cref="Find(ReadOnlySpan{Value}, Span{int}, CandidateList)"/> made of the room for numbers.</param>
    public ImmutableArray<KeyUse> UsesOf(ReadOnlySpan<Value> slots, ReadOnlySpan<int> codes)
    {
        var uses = ImmutableArray.CreateBuilder<KeyUse>();
        foreach (var number in _numbers)
        {
            if (number >= 0) uses.Add(_parts.Dimensions[number].Use(slots, codes[number] != 0));
        }

        return uses.ToImmutable();
    }

    /// <summary>The dimension of each of the uses that <see cref="UsesOf(ReadOnlySpan{Value}, ReadOnlySpan{int})"/> tells.</summary>
    public IEnumerable<Dimension> DimensionsOfUses => _numbers.Where(static number => number >= 0).Select(number => _parts.Dimensions[number].Dimension);

    /// <summary>The dimensions that were looked up.</summary>
    /// <param name="codes">As in <see cref="UsesOf(ReadOnlySpan{Value}, ReadOnlySpan{int})"/>.</param>
    public IEnumerable<Dimension> LookedUp(ReadOnlySpan<int> codes)
    {
        var found = new List<Dimension>();
        for (var i = 0; i < codes.Length; i++)
        {
            if (codes[i] != 0) found.Add(_parts.Dimensions[i].Dimension);
        }

        return found;
    }

    public override ImmutableArray<KeyUse> UsesOf(ReadOnlySpan<Value> slots, CandidateList into) => UsesOf(slots, into.CodesOfLast(Dimensions));

    public override IEnumerable<Dimension> LookedUp(CandidateList into) => LookedUp(into.CodesOfLast(Dimensions));
}
