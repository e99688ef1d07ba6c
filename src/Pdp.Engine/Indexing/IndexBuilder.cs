using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pdp.Language.Guards;

namespace Pdp.Engine.Indexing;

/// <summary>
/// Builds an index: many entries are split by the most selective attribute and looked up by hash, a few hundred are
/// intersected as bits, a handful is not looked at but handed out.
/// </summary>
internal sealed class IndexBuilder
{
    // an evaluation costs about as much as a look-up
    private const int Handful = 4;
    private const int MostCuts = 4_096;
    private const int MostBlockDimensions = 4;
    // an attribute's absence has entries of its own below it: they would multiply
    private const int MostLevels = 4;
    private const int LevelsOfAbsence = 2;
    private const double UsefulShare = 0.95;

    private readonly ImmutableArray<Dimension> _used;
    private readonly ImmutableArray<Dimension> _decided;
    private readonly int _level;

    private IndexBuilder(ImmutableArray<Dimension> used, ImmutableArray<Dimension> decided, int level)
    {
        _used = used;
        _decided = decided;
        _level = level;
    }

    /// <summary>The index of entries in the order of their items; null when there are none.</summary>
    public static IndexNode? Build(ReadOnlySpan<IndexEntry> entries) => new IndexBuilder([], [], 0).Node(entries);

    private IndexNode? Node(ReadOnlySpan<IndexEntry> entries)
    {
        if (entries.Length <= Handful || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) return List(entries);
        var (asking, others) = Split(entries, entry => Asks(entry.Clause));
        if (others.Length == 0) return Selected(entries);
        return asking.Length <= Handful ? List(entries) : BothNode.Of(Selected(asking), List(others));
    }

    private IndexNode? Selected(ReadOnlySpan<IndexEntry> entries)
    {
        var dimensions = Dimensions(entries);
        if (dimensions.Count == 0) return List(entries);
        if (entries.Length <= BlockNode.MostEntries) return Block(entries, dimensions);
        foreach (var dimension in dimensions)
        {
            if (_level < MostLevels && !_used.Contains(dimension)) return Divide(entries, dimension);
        }

        IndexNode? blocks = null;
        for (var i = 0; i < entries.Length; i += BlockNode.MostEntries)
            blocks = BothNode.Of(Block(entries.Slice(i, Math.Min(BlockNode.MostEntries, entries.Length - i)), dimensions), blocks);
        return blocks;
    }

    private static BlockNode Block(ReadOnlySpan<IndexEntry> entries, List<Dimension> dimensions)
    {
        var found = new BlockDimension[Math.Min(dimensions.Count, MostBlockDimensions)];
        for (var i = 0; i < found.Length; i++) found[i] = new BlockDimension(dimensions[i], entries);
        return new BlockNode(ItemsOf(entries), found);
    }

    private static ListNode? List(ReadOnlySpan<IndexEntry> entries) => entries.Length == 0 ? null : new ListNode(ItemsOf(entries));

    private static int[] ItemsOf(ReadOnlySpan<IndexEntry> entries)
    {
        var items = new int[entries.Length];
        for (var i = 0; i < items.Length; i++) items[i] = entries[i].Item;
        return items;
    }

    /// <summary>The dimensions that leave fewer entries than there are, the most selective first.</summary>
    private List<Dimension> Dimensions(ReadOnlySpan<IndexEntry> entries)
    {
        var statistics = new Dictionary<Dimension, Statistics>();
        foreach (var entry in entries)
        {
            foreach (var atom in entry.Clause.Atoms)
            {
                if (!Dimension.TryOf(atom, out var dimension) || _decided.Contains(dimension)) continue;
                if (!statistics.TryGetValue(dimension, out var found)) statistics[dimension] = found = new Statistics();
                if (ReferenceEquals(dimension.AtomOf(entry.Clause), atom)) found.Add(atom);
            }
        }

        var count = entries.Length;
        return
        [
            .. statistics.Select(pair => (pair.Key, Expected: pair.Value.Expected(count)))
                .Where(pair => pair.Expected <= UsefulShare * count)
                .OrderBy(pair => pair.Expected)
                .ThenBy(pair => pair.Key.Attribute.ToString(), StringComparer.Ordinal)
                .ThenBy(pair => pair.Key.IsMultiValued)
                .Select(pair => pair.Key),
        ];
    }

    private DimensionNode Divide(ReadOnlySpan<IndexEntry> entries, Dimension dimension)
    {
        var (asking, others) = Split(entries, entry => dimension.AtomOf(entry.Clause) is not null);
        var below = new IndexBuilder(_used.Add(dimension), _decided.Add(dimension), _level + 1);
        // a place of a tree of ranges may be wide: what stands there can be told apart by the same attribute
        var within = new IndexBuilder(_used.Add(dimension), _decided, _level + 1);
        var absent = new IndexBuilder(_used.Add(dimension), _decided.Add(dimension), _level + LevelsOfAbsence);
        var buckets = new Buckets(asking, dimension, absent);
        var (keys, children) = Keys(asking, dimension, below);
        return new DimensionNode
        {
            Dimension = dimension,
            Keys = keys,
            Children = children,
            Ranges = Ranges(asking, dimension, within),
            Prefixes = Prefixes(asking, dimension, below),
            Missing = buckets.Of(atom => (atom.Buckets & GuardBuckets.Missing) != 0),
            MissingStep = buckets.Of(atom => (atom.Buckets & GuardBuckets.MissingStep) != 0),
            Invalid = buckets.Of(atom => (atom.Buckets & GuardBuckets.Invalid) != 0),
            Wrong = Wrong(buckets),
            Everything = dimension.IsMultiValued ? buckets.Of(_ => true) : null,
            Any = new IndexBuilder(_used.Add(dimension), _decided.Add(dimension), _level).Node(others),
        };
    }

    private static (Dictionary<GuardKey, int> Keys, IndexNode[] Children) Keys(
        ReadOnlySpan<IndexEntry> entries, Dimension dimension, IndexBuilder below)
    {
        var groups = new Groups<GuardKey>();
        foreach (var entry in entries)
        {
            foreach (var key in dimension.AtomOf(entry.Clause)!.Keys.Items) groups.Add(key, entry);
        }

        var keys = new Dictionary<GuardKey, int>(groups.Count);
        var children = new List<IndexNode>();
        foreach (var (key, group) in groups.ToGroups())
        {
            if (group.Length == 1)
            {
                keys.Add(key, group.Span[0].Item);
                continue;
            }

            keys.Add(key, ~children.Count);
            children.Add(below.Node(group.Span)!);
        }

        return (keys, [.. children]);
    }

    private static RangeTree?[]? Ranges(ReadOnlySpan<IndexEntry> entries, Dimension dimension, IndexBuilder within)
    {
        var byClass = new List<(IndexEntry Entry, GuardRange Range)>?[ValueClasses.Count];
        foreach (var entry in entries)
        {
            if (dimension.AtomOf(entry.Clause)!.Range is { } range) (byClass[(int)RangeClasses.Of(range)] ??= []).Add((entry, range));
        }

        if (Array.TrueForAll(byClass, ranges => ranges is null)) return null;
        return Array.ConvertAll(byClass, ranges => ranges is null ? null : Tree(ranges, within));
    }

    private static RangeTree Tree(List<(IndexEntry Entry, GuardRange Range)> ranges, IndexBuilder within)
    {
        var boundaries = Boundaries.Of(ranges.Select(one => one.Range), MostCuts);
        var places = new List<IndexEntry>?[2 * boundaries.Count];
        foreach (var (entry, range) in ranges)
        {
            var (first, last) = boundaries.PlacesOf(range);
            foreach (var node in RangeTree.Covering(boundaries.Count, first, last)) (places[node] ??= []).Add(entry);
        }

        return new RangeTree(
            boundaries,
            Array.ConvertAll(places, place => place is null ? null : within.Node(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(place))));
    }

    private static PrefixTable<IndexNode>? Prefixes(ReadOnlySpan<IndexEntry> entries, Dimension dimension, IndexBuilder below)
    {
        var asking = new List<(string Prefix, IndexEntry Entry)>();
        foreach (var entry in entries)
        {
            if (dimension.AtomOf(entry.Clause)!.Prefix is { } prefix) asking.Add((prefix, entry));
        }

        if (asking.Count == 0) return null;
        var lengths = PrefixTable<IndexNode>.LengthsOf(asking.Select(one => one.Prefix));
        var groups = new Groups<string>(StringComparer.Ordinal);
        foreach (var (prefix, entry) in asking) groups.Add(PrefixTable<IndexNode>.Cut(prefix, lengths), entry);
        return new PrefixTable<IndexNode>(
            groups.ToGroups().Select(group => new KeyValuePair<string, IndexNode>(group.Key, below.Node(group.Entries.Span)!)));
    }

    private static IndexNode?[]? Wrong(Buckets buckets)
    {
        var wrong = new IndexNode?[ValueClasses.Count];
        for (var i = 0; i < wrong.Length; i++)
        {
            var valueClass = (ValueClass)i;
            wrong[i] = buckets.Of(atom => atom.AcceptsAll(valueClass));
        }

        return Array.TrueForAll(wrong, node => node is null) ? null : wrong;
    }

    private bool Asks(GuardClause clause)
    {
        foreach (var atom in clause.Atoms)
        {
            if (Dimension.TryOf(atom, out var dimension) && !_decided.Contains(dimension)) return true;
        }

        return false;
    }

    private static (IndexEntry[] Chosen, IndexEntry[] Others) Split(ReadOnlySpan<IndexEntry> entries, Func<IndexEntry, bool> isChosen)
    {
        var chosen = new List<IndexEntry>(entries.Length);
        var others = new List<IndexEntry>();
        foreach (var entry in entries) (isChosen(entry) ? chosen : others).Add(entry);
        return ([.. chosen], [.. others]);
    }

    /// <summary>
    /// The entries that hold where the attribute has no value of use: mostly the same ones in each case, and then they
    /// share a node.
    /// </summary>
    private sealed class Buckets(IndexEntry[] entries, Dimension dimension, IndexBuilder below)
    {
        private readonly List<(IndexEntry[] Entries, IndexNode Node)> _known = [];

        public IndexNode? Of(Func<GuardAtom, bool> holds)
        {
            var held = Array.FindAll(entries, entry => holds(dimension.AtomOf(entry.Clause)!));
            if (held.Length == 0) return null;
            foreach (var (known, node) in _known)
            {
                if (known.AsSpan().SequenceEqual(held)) return node;
            }

            var made = below.Node(held)!;
            _known.Add((held, made));
            return made;
        }
    }
}
