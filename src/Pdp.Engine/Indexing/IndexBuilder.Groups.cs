using Pdp.Language.Guards;

namespace Pdp.Engine.Indexing;

/// <content>Groups, see <see cref="PackedGroups"/>.</content>
internal sealed partial class IndexBuilder
{
    // an evaluation costs about as much as a look-up
    private const int Handful = 4;
    // an entry that names many values has as many rows
    private const int MostRowsOfEntry = 16;
    // how much more another dimension must tell to be preferred
    private const double MuchBetter = 0.5;
    private const int MostOverlap = 8;

    /// <summary>Makes a group of entries.</summary>
    /// <returns>Where it stands; null where it would have too many rows.</returns>
    private int? Pack(ReadOnlySpan<IndexEntry> entries, List<Dimension> columns)
    {
        var rows = new List<(int[] Cells, Candidate Item)>(entries.Length);
        foreach (ref readonly var entry in entries)
        {
            if (!AddRows(entry, columns, rows)) return null;
        }

        return _parts.Groups.Add(columns.ConvertAll(_parts.NumberOf).ToArray(), rows);
    }

    /// <summary>The columns of a group; null where another way is more selective.</summary>
    private List<Dimension>? Columns(ReadOnlySpan<IndexEntry> entries)
    {
        var columns = new List<Dimension>();
        var others = false;
        foreach (ref readonly var entry in entries)
        {
            foreach (var atom in entry.Clause.Atoms)
            {
                if (!_parts.TryDimension(atom, out var dimension) || _decided.Contains(dimension) || columns.Contains(dimension)) continue;
                if (IsPlain(entries, dimension)) columns.Add(dimension);
                else others = true;
            }
        }

        if (columns.Count == 0 || (columns.Count <= PackedGroups.MostColumns && (!others || entries.Length <= Handful))) return columns;
        var ranked = Expectations(entries).OrderBy(pair => pair.Expected).ToList();
        var best = ranked.Find(pair => columns.Contains(pair.Dimension)).Expected;
        if (ranked[0].Expected < MuchBetter * best) return null;
        return [.. ranked.Select(pair => pair.Dimension).Where(columns.Contains).Take(PackedGroups.MostColumns)];
    }

    private static bool IsPlain(ReadOnlySpan<IndexEntry> entries, Dimension dimension)
    {
        if (dimension.IsMultiValued) return false;
        foreach (ref readonly var entry in entries)
        {
            if (dimension.AtomOf(entry.Clause) is { } atom
                && (atom.Kind != GuardAtomKind.Values || (atom.Buckets & GuardBuckets.WrongType) != 0))
            {
                return false;
            }
        }

        return true;
    }

    private bool AddRows(in IndexEntry entry, List<Dimension> columns, List<(int[] Cells, Candidate Item)> rows)
    {
        var first = rows.Count;
        var told = new List<Dimension>(columns.Count);
        rows.Add((new int[columns.Count], default));
        for (var column = 0; column < columns.Count; column++)
        {
            var count = rows.Count - first;
            var cells = Cells(entry, columns[column], MostRowsOfEntry / count);
            if (cells is not [PackedGroups.AnyCell]) told.Add(columns[column]);
            for (var i = 1; i < cells.Length; i++)
            {
                for (var row = 0; row < count; row++) rows.Add(([.. rows[first + row].Cells], default));
            }

            for (var row = 0; row < rows.Count - first; row++) rows[first + row].Cells[column] = cells[row / count];
        }

        var item = CandidateOf(entry, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(told));
        for (var row = first; row < rows.Count; row++) rows[row] = (rows[row].Cells, item);
        return rows.Count <= PackedGroups.MostRows;
    }

    // one that would take too many rows is as if it asked nothing here
    private int[] Cells(in IndexEntry entry, Dimension dimension, int most)
    {
        if (dimension.AtomOf(entry.Clause) is not { } atom || atom.Keys.Count > most) return [PackedGroups.AnyCell];
        if (atom.Keys.Count == 0) return [PackedGroups.Cell(0, atom.Buckets)];
        var table = _parts[_parts.NumberOf(dimension)].Keys;
        return [.. atom.Keys.Items.Select(key => PackedGroups.Cell(table.Find(key.Value), atom.Buckets))];
    }
}
