using System.Numerics;
using System.Runtime.Intrinsics;
using Pdp.Language.Guards;

namespace Pdp.Engine.Indexing;

/// <summary>
/// Groups of entries that ask of some attributes for one value each, in one array: a row an entry, a column a dimension.
/// A column is compared eight rows at a time, and a group of ten is read in two or three lines of memory.
/// <para>
/// A group is the number of its rows, that of its columns, the number of each column's dimension, the columns, each
/// filled up to a multiple of eight, and the <see cref="Candidate"/> of each row. A column has in each row the
/// number of the key and, in three low bits, whether the row holds where there is no value; see <see cref="Cell"/>.
/// </para>
/// </summary>
internal sealed class PackedGroups
{
    /// <summary>Most columns of a group.</summary>
    public const int MostColumns = 4;

    /// <summary>Most rows of a group.</summary>
    public const int MostRows = 256;

    private const int Lane = 8;
    // no key has this number
    private const int NoKey = (1 << 28) - 1;

    private readonly List<int> _words = [];

    /// <summary>How many groups there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a group.</summary>
    /// <param name="dimensions">The dimensions of its columns.</param>
    /// <param name="rows">Its rows: the cells, and the candidate.</param>
    /// <returns>Where it stands.</returns>
    public int Add(ReadOnlySpan<int> dimensions, IReadOnlyList<(int[] Cells, Candidate Item)> rows)
    {
        var place = _words.Count;
        Count++;
        _words.Add(rows.Count);
        _words.Add(dimensions.Length);
        foreach (var dimension in dimensions) _words.Add(dimension);
        for (var column = 0; column < dimensions.Length; column++)
        {
            foreach (var (cells, _) in rows) _words.Add(cells[column]);
            for (var i = rows.Count; i % Lane != 0; i++) _words.Add(NoKey << 3);
        }

        foreach (var (_, item) in rows) _words.Add(item.Bits);
        return place;
    }

    public int[] ToArray() => [.. _words];

    /// <summary>The cell of an entry that asks nothing of the column's attribute.</summary>
    public const int AnyCell = 7;

    /// <summary>The cell of an entry that asks for the key of a number, or, with 0, for no value at all.</summary>
    public static int Cell(int number, GuardBuckets buckets) =>
        ((number == 0 ? NoKey : number) << 3)
        | ((buckets & GuardBuckets.Missing) != 0 ? 1 : 0)
        | ((buckets & GuardBuckets.MissingStep) != 0 ? 2 : 0)
        | ((buckets & GuardBuckets.Invalid) != 0 ? 4 : 0);

    /// <summary>Adds the candidates of a group.</summary>
    public static void Find(scoped in Finding finding, int place)
    {
        var words = finding.Groups[place..];
        var (rows, columns) = (words[0], words[1]);
        var length = (rows + Lane - 1) & ~(Lane - 1);
        Span<int> codes = stackalloc int[MostColumns];
        codes = codes[..columns];
        var hasAll = true;
        for (var column = 0; column < codes.Length; column++)
        {
            codes[column] = finding.Code(words[2 + column]);
            hasAll &= codes[column] >= Finding.OtherValue;
        }

        var cells = words.Slice(2 + columns, columns * length);
        var items = words.Slice(2 + columns + cells.Length, rows);
        for (var row = 0; row < rows; row += Lane)
        {
            var left = Vector256<int>.AllBitsSet;
            for (var column = 0; column < codes.Length; column++)
                left &= Holding(Vector256.Create(cells.Slice((column * length) + row, Lane)), codes[column]);
            for (var bits = left.ExtractMostSignificantBits(); bits != 0; bits &= bits - 1)
            {
                var at = row + BitOperations.TrailingZeroCount(bits);
                // filling rows hold nowhere, but where a group has no column
                if (at < rows) finding.Into.Add(new Candidate(hasAll ? items[at] : items[at] & ~1));
            }
        }
    }

    private static Vector256<int> Holding(Vector256<int> cells, int code)
    {
        if (code <= Finding.Missing)
            return ~Vector256.Equals(cells & Vector256.Create(1 << (Finding.Missing - code)), Vector256<int>.Zero);
        var numbers = Vector256.ShiftRightLogical(cells, 3);
        var any = Vector256.Equals(numbers, Vector256<int>.Zero);
        return code > 0 ? any | Vector256.Equals(numbers, Vector256.Create(code)) : any;
    }
}
