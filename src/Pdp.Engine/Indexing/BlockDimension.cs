using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Pdp.Language.Guards;
using Pdp.Language.Values;

namespace Pdp.Engine.Indexing;

/// <summary>One dimension of a <see cref="BlockNode"/>: the entries that may hold, by the attribute's value.</summary>
internal sealed class BlockDimension
{
    // how many rows there may be for one that is used
    private const int MostFree = 4;

    private readonly int _number;
    private readonly IndexDimension _dimension;
    // where a row stands; null: at the number of its key
    private readonly NumberMap? _places;
    private readonly Vector256<ulong>[] _rows;
    private readonly Vector256<ulong>[] _wrong = new Vector256<ulong>[ValueClasses.Count];
    private readonly RangeRows?[]? _ranges;
    private readonly PrefixTable<Vector256<ulong>>? _prefixes;
    private readonly bool _arePrefixesWhole;
    private readonly bool _asksValues;
    private readonly Vector256<ulong> _any;
    private readonly Vector256<ulong> _everything;
    private readonly Vector256<ulong> _missing;
    private readonly Vector256<ulong> _missingStep;
    private readonly Vector256<ulong> _invalid;

    /// <param name="number">The dimension's number.</param>
    /// <param name="dimension">The dimension.</param>
    /// <param name="entries">The entries, a bit each.</param>
    public BlockDimension(int number, IndexDimension dimension, ReadOnlySpan<IndexEntry> entries)
    {
        (_number, _dimension) = (number, dimension);
        var keys = new Dictionary<int, Vector256<ulong>>();
        var ranges = new List<(int Bit, GuardAtom Atom)>();
        var prefixes = new List<(int Bit, string Prefix)>();
        for (var bit = 0; bit < entries.Length; bit++)
        {
            if (dimension.Dimension.AtomOf(entries[bit].Clause) is not { } atom)
            {
                _any = _any.With(bit);
                continue;
            }

            _everything = _everything.With(bit);
            foreach (var key in atom.Keys.Items)
            {
                var at = dimension.Keys.Find(key.Value);
                keys[at] = keys.GetValueOrDefault(at).With(bit);
            }

            if (atom.Range is not null) ranges.Add((bit, atom));
            if (atom.Prefix is { } prefix) prefixes.Add((bit, prefix));
            if ((atom.Buckets & GuardBuckets.Missing) != 0) _missing = _missing.With(bit);
            if ((atom.Buckets & GuardBuckets.MissingStep) != 0) _missingStep = _missingStep.With(bit);
            if ((atom.Buckets & GuardBuckets.Invalid) != 0) _invalid = _invalid.With(bit);
            for (var i = 0; i < _wrong.Length; i++)
            {
                if (!atom.AcceptsAll((ValueClass)i)) continue;
                _wrong[i] = _wrong[i].With(bit);
                _asksValues = true;
            }
        }

        (_places, _rows) = Rows(keys);
        if (ranges.Count > 0) _ranges = RangeRows.Of(ranges);
        if (prefixes.Count > 0)
        {
            _prefixes = Table(prefixes);
            _arePrefixesWhole = PrefixTable<Vector256<ulong>>.AreWhole(prefixes.Select(entry => entry.Prefix));
        }

        _asksValues |= _ranges is not null || _prefixes is not null || dimension.Dimension.IsMultiValued;
    }

    /// <summary>What it takes in memory, without what its parts share with others.</summary>
    public long Bytes => 600 + (_places?.Bytes ?? 0) + (32L * _rows.Length) + (_ranges?.Sum(ranges => ranges?.Bytes ?? 0) ?? 0) + (_prefixes?.Bytes ?? 0);

    /// <summary>The entries that ask anything of the attribute.</summary>
    public Vector256<ulong> Asking => _everything;

    /// <summary>The entries that may hold at a request.</summary>
    /// <param name="finding">The request.</param>
    /// <param name="sure">Loses those that hold for another reason than that the attribute has the value that they ask for.</param>
    public Vector256<ulong> Row(scoped in Finding finding, ref Vector256<ulong> sure)
    {
        var exact = _any;
        Vector256<ulong> others;
        switch (finding.Code(_number))
        {
            case > 0 and var code:
                if (!_dimension.Dimension.IsMultiValued) exact |= Key(code);
                others = Inside(finding, ref exact);
                break;
            case Finding.OtherValue:
                others = Inside(finding, ref exact);
                break;
            case Finding.Missing:
                others = _missing;
                break;
            case Finding.MissingStep:
                others = _missingStep;
                break;
            default:
                others = _invalid;
                break;
        }

        sure &= exact;
        return exact | others;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<ulong> Inside(scoped in Finding finding, ref Vector256<ulong> exact) =>
        _asksValues ? InsideValue(finding, ref exact) : default;

    private Vector256<ulong> InsideValue(scoped in Finding finding, ref Vector256<ulong> exact)
    {
        _dimension.Dimension.Attribute.Read(finding.Slots, out var value);
        var valueClass = (int)ValueClasses.Of(value);
        var others = _wrong[valueClass];
        if (_dimension.Dimension.IsMultiValued) return others | Elements(value);
        if (_ranges?[valueClass] is { } ranges) exact |= ranges.Row(value);
        if (_prefixes is not { } prefixes || value.AsString is not { } text) return others;
        if (!_arePrefixesWhole) return others | Longest(prefixes, text);
        exact |= Longest(prefixes, text);
        return others;
    }

    private Vector256<ulong> Elements(in Value value)
    {
        var row = Vector256<ulong>.Zero;
        if (value.AsList is { } list)
        {
            if (list.Count > GuardAtom.MaxElements) return _everything;
            foreach (ref readonly var item in list.Items)
            {
                if (!item.IsString && Indexing.Elements.IsContainer(item)) return _everything;
                row |= Key(_dimension.Keys.Find(item));
            }
        }
        else if (value.AsMap is { } map)
        {
            if (map.Count > GuardAtom.MaxElements) return _everything;
            for (var i = 0; i < map.Count; i++) row |= Key(_dimension.Keys.Find(map.EntryAt(i).Key));
        }

        return row;
    }

    private Vector256<ulong> Key(int number)
    {
        if (_places is not null && number > 0) number = _places[number].Place;
        var rows = _rows;
        return (uint)number < (uint)rows.Length ? rows[number] : default;
    }

    // the first row is that of no key
    private static (NumberMap? Places, Vector256<ulong>[] Rows) Rows(Dictionary<int, Vector256<ulong>> keys)
    {
        var length = keys.Keys.DefaultIfEmpty().Max() + 1;
        if (length <= MostFree * (keys.Count + 1))
        {
            var rows = new Vector256<ulong>[length];
            foreach (var (number, row) in keys) rows[number] = row;
            return (null, rows);
        }

        return (
            new NumberMap([.. keys.Keys.Select(static (key, row) => new KeyValuePair<int, Target>(key, Target.Of(TargetKind.Node, row + 1)))]),
            [default, .. keys.Values]);
    }

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

    /// <summary>What it takes in memory.</summary>
    public long Bytes => _boundaries.Bytes + (32L * _rows.Length);

    public Vector256<ulong> Row(in Value value) => _rows[_boundaries.PlaceOf(value)];
}

/// <summary>The classes of ranges.</summary>
internal static class RangeClasses
{
    /// <summary>The class of the values that a range can hold.</summary>
    public static ValueClass Of(GuardRange range) => ValueClasses.Of(range.Low.IsMissing ? range.High : range.Low);
}
