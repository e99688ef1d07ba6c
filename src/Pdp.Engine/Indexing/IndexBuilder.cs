using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pdp.Language.Guards;

namespace Pdp.Engine.Indexing;

/// <summary>
/// Builds an index: many entries are split by the most selective attribute and looked up by hash, a few hundred are
/// compared all at once, what is left by nothing is handed out.
/// </summary>
internal sealed partial class IndexBuilder
{
    private const int MostCuts = 4_096;
    private const int MostBlockDimensions = 4;
    // an attribute's absence has entries of its own below it: they would multiply
    private const int MostLevels = 4;
    private const int LevelsOfAbsence = 2;
    private const double UsefulShare = 0.95;

    private readonly IndexPartsBuilder _parts;
    private readonly ImmutableArray<Dimension> _used;
    private readonly ImmutableArray<Dimension> _decided;
    private readonly int _level;
    // whether the request is sure to have, by its values, what the entries ask of the decided dimensions
    private readonly bool _isByValue;

    private IndexBuilder(
        IndexPartsBuilder parts, ImmutableArray<Dimension> used, ImmutableArray<Dimension> decided, int level, bool isByValue)
    {
        _parts = parts;
        _used = used;
        _decided = decided;
        _level = level;
        _isByValue = isByValue;
    }

    /// <summary>The index of entries in the order of their items; null when there are none.</summary>
    public static IndexNode? Build(ReadOnlySpan<IndexEntry> entries, IndexPartsBuilder parts) =>
        new IndexBuilder(parts, [], [], 0, isByValue: true).Node(entries);

    private IndexNode? Node(ReadOnlySpan<IndexEntry> entries)
    {
        if (entries.Length == 0) return null;
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return List(entries);
        var (asking, others) = Split(entries, entry => Asks(entry.Clause));
        if (others.Length == 0) return Selected(entries);
        return asking.Length == 0 ? List(entries) : BothNode.Of(Selected(asking), List(others));
    }

    private IndexNode? Selected(ReadOnlySpan<IndexEntry> entries)
    {
        if (_parts.IsWhole && entries.Length is > Handful and <= BlockNode.MostEntries && Dimensions(entries, share: double.PositiveInfinity) is { Count: > 0 } all)
            return Block(entries, all, all.Count);
        if (entries.Length <= PackedGroups.MostRows && Columns(entries) is { Count: > 0 } columns)
        {
            var (asking, others) = Split(entries, entry => columns.Exists(column => column.AtomOf(entry.Clause) is not null));
            if (others.Length <= Handful) (asking, others) = (entries.ToArray(), []);
            if (Pack(asking, columns) is { } group) return BothNode.Of(new GroupNode(group), others.Length == 0 ? null : Selected(others));
        }

        if (entries.Length <= Handful) return List(entries);
        var dimensions = Dimensions(entries);
        if (dimensions.Count == 0) return List(entries);
        if (entries.Length <= BlockNode.MostEntries) return Block(entries, dimensions, MostBlockDimensions);
        foreach (var dimension in dimensions)
        {
            if (_level < MostLevels && !_used.Contains(dimension)) return Divide(entries, dimension);
        }

        IndexNode? blocks = null;
        for (var i = 0; i < entries.Length; i += BlockNode.MostEntries)
            blocks = BothNode.Of(Block(entries.Slice(i, Math.Min(BlockNode.MostEntries, entries.Length - i)), dimensions, MostBlockDimensions), blocks);
        return blocks;
    }

    private BlockNode Block(ReadOnlySpan<IndexEntry> entries, List<Dimension> dimensions, int most)
    {
        var found = new BlockDimension[Math.Min(dimensions.Count, most)];
        for (var i = 0; i < found.Length; i++)
        {
            var number = _parts.NumberOf(dimensions[i]);
            found[i] = new BlockDimension(number, _parts[number], entries);
        }

        var told = CollectionsMarshal.AsSpan(dimensions)[..found.Length];
        var items = new Candidate[entries.Length];
        for (var i = 0; i < items.Length; i++) items[i] = CandidateOf(entries[i], told);
        return new BlockNode(items, found, PresenceRows.Of(entries));
    }

    private ListNode? List(ReadOnlySpan<IndexEntry> entries)
    {
        if (entries.Length == 0) return null;
        var items = new int[entries.Length];
        for (var i = 0; i < items.Length; i++) items[i] = CandidateOf(entries[i], []).Bits;
        return new ListNode(items);
    }

    /// <summary>An entry as candidate, where the dimensions decided and some others have been looked up by value.</summary>
    private Candidate CandidateOf(in IndexEntry entry, ReadOnlySpan<Dimension> others)
    {
        var isSure = _isByValue && entry.IsExact;
        foreach (var atom in entry.Clause.Atoms)
            isSure = isSure && _parts.TryDimension(atom, out var dimension) && (_decided.Contains(dimension) || others.Contains(dimension));
        return new Candidate(entry.Item, isSure);
    }

    /// <summary>The dimensions that leave fewer entries than there are, the most selective first.</summary>
    private List<Dimension> Dimensions(ReadOnlySpan<IndexEntry> entries, double share = UsefulShare)
    {
        var count = entries.Length;
        return
        [
            .. Expectations(entries)
                .Where(pair => pair.Expected <= share * count)
                // where all dimensions are looked at, one that takes longer comes when few are left that ask for it
                .OrderBy(pair => _parts.IsWhole && pair.Dimension.Attribute is not GuardPath)
                .ThenBy(pair => pair.Expected)
                .ThenBy(pair => pair.Dimension.Attribute.ToString(), StringComparer.Ordinal)
                .ThenBy(pair => pair.Dimension.IsMultiValued)
                .Select(pair => pair.Dimension),
        ];
    }

    private IEnumerable<(Dimension Dimension, double Expected)> Expectations(ReadOnlySpan<IndexEntry> entries)
    {
        var statistics = new Dictionary<Dimension, Statistics>();
        foreach (var entry in entries)
        {
            foreach (var atom in entry.Clause.Atoms)
            {
                if (!_parts.TryDimension(atom, out var dimension) || _decided.Contains(dimension)) continue;
                if (!statistics.TryGetValue(dimension, out var found)) statistics[dimension] = found = new Statistics();
                if (ReferenceEquals(dimension.AtomOf(entry.Clause), atom)) found.Add(atom);
            }
        }

        var count = entries.Length;
        return statistics.Select(pair => (pair.Key, pair.Value.Expected(count)));
    }

    private DimensionNode Divide(ReadOnlySpan<IndexEntry> entries, Dimension dimension)
    {
        var (asking, others) = Split(entries, entry => dimension.AtomOf(entry.Clause) is not null);
        var (used, decided) = (_used.Add(dimension), _decided.Add(dimension));
        var below = new IndexBuilder(_parts, used, decided, _level + 1, _isByValue && !dimension.IsMultiValued);
        // a place of a tree of ranges may be wide: what stands there can be told apart by the same attribute
        var within = new IndexBuilder(_parts, used, _decided, _level + 1, isByValue: false);
        var arePrefixesWhole = PrefixTable<IndexNode>.AreWhole(
            asking.Select(entry => dimension.AtomOf(entry.Clause)!.Prefix).OfType<string>());
        var prefixed = new IndexBuilder(_parts, used, decided, _level + 1, _isByValue && arePrefixesWhole);
        var absent = new IndexBuilder(_parts, used, decided, _level + LevelsOfAbsence, isByValue: false);
        var buckets = new Buckets(asking, dimension, absent);
        var number = _parts.NumberOf(dimension);
        var (keys, children) = Keys(asking, dimension, below);
        return new DimensionNode
        {
            Number = number,
            Dimension = _parts[number],
            Keys = keys,
            Children = children,
            Ranges = Ranges(asking, dimension, within),
            Prefixes = Prefixes(asking, dimension, prefixed),
            Missing = buckets.Of(atom => (atom.Buckets & GuardBuckets.Missing) != 0),
            MissingStep = buckets.Of(atom => (atom.Buckets & GuardBuckets.MissingStep) != 0),
            Invalid = buckets.Of(atom => (atom.Buckets & GuardBuckets.Invalid) != 0),
            Wrong = Wrong(buckets),
            Everything = dimension.IsMultiValued ? buckets.Of(_ => true) : null,
            Any = new IndexBuilder(_parts, used, decided, _level, _isByValue).Node(others),
        };
    }

    private (NumberMap Keys, IndexNode[] Children) Keys(ReadOnlySpan<IndexEntry> entries, Dimension dimension, IndexBuilder below)
    {
        var groups = new Groups<GuardKey>();
        foreach (var entry in entries)
        {
            foreach (var key in dimension.AtomOf(entry.Clause)!.Keys.Items) groups.Add(key, entry);
        }

        var table = _parts[_parts.NumberOf(dimension)].Keys;
        var keys = new List<KeyValuePair<int, Target>>(groups.Count);
        var children = new List<IndexNode>();
        foreach (var (key, group) in groups.ToGroups())
            keys.Add(new KeyValuePair<int, Target>(table.Find(key.Value), below.TargetOf(group.Span, children)));
        return (new NumberMap(keys), [.. children]);
    }

    private Target TargetOf(ReadOnlySpan<IndexEntry> entries, List<IndexNode> children)
    {
        if (entries.Length == 1 && CandidateOf(entries[0], []) is var candidate && (candidate.IsSure || !Asks(entries[0].Clause)))
            return Target.Of(TargetKind.Item, candidate.Bits);
        switch (Node(entries))
        {
            case GroupNode group:
                return Target.Of(TargetKind.Group, group.Place);
            case ListNode { Only: { } only }:
                return Target.Of(TargetKind.Item, only.Bits);
            case var node:
                children.Add(node!);
                return Target.Of(TargetKind.Node, children.Count);
        }
    }

    private RangeIndex?[]? Ranges(ReadOnlySpan<IndexEntry> entries, Dimension dimension, IndexBuilder within)
    {
        var byClass = new List<(IndexEntry Entry, GuardRange Range)>?[ValueClasses.Count];
        foreach (var entry in entries)
        {
            if (dimension.AtomOf(entry.Clause)!.Range is { } range) (byClass[(int)RangeClasses.Of(range)] ??= []).Add((entry, range));
        }

        if (Array.TrueForAll(byClass, ranges => ranges is null)) return null;
        return Array.ConvertAll(byClass, ranges => ranges is null ? null : (RangeIndex?)Lists(ranges, dimension) ?? Tree(ranges, within));
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
            Array.ConvertAll(places, place => place is null ? null : within.Node(CollectionsMarshal.AsSpan(place))));
    }

    /// <summary>The lists of narrow ranges; null when they would be long.</summary>
    private RangeLists? Lists(List<(IndexEntry Entry, GuardRange Range)> ranges, Dimension dimension)
    {
        var boundaries = Boundaries.Of(ranges.Select(one => one.Range), int.MaxValue);
        var places = ranges.ConvertAll(one => boundaries.PlacesOf(one.Range));
        var total = places.Sum(place => (long)Math.Max(0, place.Last - place.First + 1));
        if (total > MostOverlap * (long)boundaries.Count) return null;
        var starts = new int[boundaries.Count + 1];
        foreach (var (first, last) in places)
        {
            for (var place = first; place <= last; place++) starts[place + 1]++;
        }

        for (var place = 0; place < boundaries.Count; place++) starts[place + 1] += starts[place];
        var items = new int[total];
        var ends = starts.AsSpan(0, boundaries.Count).ToArray();
        for (var i = 0; i < places.Count; i++)
        {
            // every bound is a cut: what holds a place holds all of it
            var item = CandidateOf(ranges[i].Entry, [dimension]).Bits;
            for (var place = places[i].First; place <= places[i].Last; place++) items[ends[place]++] = item;
        }

        return new RangeLists(boundaries, starts, items);
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
            if (_parts.TryDimension(atom, out var dimension) && !_decided.Contains(dimension)) return true;
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
