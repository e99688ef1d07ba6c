using System.Runtime.Intrinsics;
using Pdp.Language.Guards;
using Pdp.Language.Values;

namespace Pdp.Engine.Indexing;

/// <summary>One dimension of a <see cref="BlockNode"/>: the entries that may hold, by the attribute's value.</summary>
internal sealed class BlockDimension
{
    private readonly Dimension _dimension;
    private readonly Dictionary<GuardKey, Vector256<ulong>> _keys = [];
    private readonly Vector256<ulong>[] _wrong = new Vector256<ulong>[ValueClasses.Count];
    private readonly RangeRows?[]? _ranges;
    private readonly PrefixTable<Vector256<ulong>>? _prefixes;
    private readonly Vector256<ulong> _any;
    private readonly Vector256<ulong> _everything;
    private readonly Vector256<ulong> _missing;
    private readonly Vector256<ulong> _missingStep;
    private readonly Vector256<ulong> _invalid;

    public BlockDimension(Dimension dimension, ReadOnlySpan<IndexEntry> entries)
    {
        _dimension = dimension;
        var ranges = new List<(int Bit, GuardAtom Atom)>();
        var prefixes = new List<(int Bit, string Prefix)>();
        for (var bit = 0; bit < entries.Length; bit++)
        {
            if (dimension.AtomOf(entries[bit].Clause) is not { } atom)
            {
                _any = _any.With(bit);
                continue;
            }

            _everything = _everything.With(bit);
            foreach (var key in atom.Keys.Items) _keys[key] = _keys.GetValueOrDefault(key).With(bit);
            if (atom.Range is not null) ranges.Add((bit, atom));
            if (atom.Prefix is { } prefix) prefixes.Add((bit, prefix));
            if ((atom.Buckets & GuardBuckets.Missing) != 0) _missing = _missing.With(bit);
            if ((atom.Buckets & GuardBuckets.MissingStep) != 0) _missingStep = _missingStep.With(bit);
            if ((atom.Buckets & GuardBuckets.Invalid) != 0) _invalid = _invalid.With(bit);
            for (var i = 0; i < _wrong.Length; i++)
            {
                if (atom.AcceptsAll((ValueClass)i)) _wrong[i] = _wrong[i].With(bit);
            }
        }

        if (ranges.Count > 0) _ranges = RangeRows.Of(ranges);
        if (prefixes.Count > 0) _prefixes = Table(prefixes);
    }

    /// <summary>The entries that may hold at a request.</summary>
    public Vector256<ulong> Row(ReadOnlySpan<Value> slots) => _dimension.Attribute.Read(slots, out var value) switch
    {
        GuardBuckets.None => _any | Row(value),
        GuardBuckets.Missing => _any | _missing,
        GuardBuckets.MissingStep => _any | _missingStep,
        _ => _any | _invalid,
    };

    private Vector256<ulong> Row(in Value value)
    {
        var valueClass = (int)ValueClasses.Of(value);
        var row = _wrong[valueClass];
        if (_dimension.IsMultiValued) return row | Elements(value);
        row |= Key(value);
        if (_ranges?[valueClass] is { } ranges) row |= ranges.Row(value);
        if (_prefixes is { } prefixes && value.AsString is { } text) row |= Longest(prefixes, text);
        return row;
    }

    private Vector256<ulong> Elements(in Value value)
    {
        var row = Vector256<ulong>.Zero;
        switch (Indexing.Elements.Of(value))
        {
            case ElementKind.NotListed:
                return _everything;
            case ElementKind.List:
                foreach (ref readonly var item in value.AsList!.Items) row |= Key(item);
                break;
            case ElementKind.Map:
                var map = value.AsMap!;
                for (var i = 0; i < map.Count; i++) row |= Key(map.EntryAt(i).Key);
                break;
        }

        return row;
    }

    private Vector256<ulong> Key(in Value value) =>
        _keys.Count > 0 && GuardKey.TryFrom(value, out var key) && _keys.TryGetValue(key, out var row) ? row : default;

    // the row of a prefix has those of all prefixes that it starts with
    private static Vector256<ulong> Longest(PrefixTable<Vector256<ulong>> prefixes, string text)
    {
        for (var i = prefixes.Lengths.Length - 1; i >= 0; i--)
        {
            if (prefixes.TryGet(text, prefixes.Lengths[i], out var row)) return row;
        }

        return default;
    }

    private static PrefixTable<Vector256<ulong>> Table(List<(int Bit, string Prefix)> entries)
    {
        var lengths = PrefixTable<Vector256<ulong>>.LengthsOf(entries.Select(entry => entry.Prefix));
        var cut = entries.ConvertAll(entry => (entry.Bit, Prefix: PrefixTable<Vector256<ulong>>.Cut(entry.Prefix, lengths)));
        return new PrefixTable<Vector256<ulong>>(cut.Select(entry => entry.Prefix).Distinct(StringComparer.Ordinal).Select(prefix =>
            new KeyValuePair<string, Vector256<ulong>>(
                prefix,
                cut.Where(entry => prefix.StartsWith(entry.Prefix, StringComparison.Ordinal))
                    .Aggregate(default(Vector256<ulong>), (row, entry) => row.With(entry.Bit)))));
    }
}

/// <summary>Ranges of one type in a <see cref="BlockDimension"/>: a row for every place.</summary>
internal sealed class RangeRows
{
    private readonly Boundaries _boundaries;
    private readonly Vector256<ulong>[] _rows;

    private RangeRows(List<(int Bit, GuardAtom Atom)> entries)
    {
        _boundaries = Boundaries.Of(entries.Select(entry => entry.Atom.Range!), int.MaxValue);
        _rows = new Vector256<ulong>[_boundaries.Count];
        foreach (var (bit, atom) in entries)
        {
            var (first, last) = _boundaries.PlacesOf(atom.Range!);
            for (var place = first; place <= last; place++) _rows[place] = _rows[place].With(bit);
        }
    }

    /// <summary>The ranges by <see cref="ValueClass"/>.</summary>
    public static RangeRows?[] Of(List<(int Bit, GuardAtom Atom)> entries)
    {
        var ranges = new RangeRows?[ValueClasses.Count];
        foreach (var type in entries.GroupBy(entry => RangeClasses.Of(entry.Atom.Range!))) ranges[(int)type.Key] = new RangeRows([.. type]);
        return ranges;
    }

    public Vector256<ulong> Row(in Value value) => _rows[_boundaries.PlaceOf(value)];
}

/// <summary>The classes of ranges.</summary>
internal static class RangeClasses
{
    /// <summary>The class of the values that a range can hold.</summary>
    public static ValueClass Of(GuardRange range) => ValueClasses.Of(range.Low.IsMissing ? range.High : range.Low);
}
