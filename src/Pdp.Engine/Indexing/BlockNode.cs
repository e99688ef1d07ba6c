using System.Numerics;
using System.Runtime.Intrinsics;

namespace Pdp.Engine.Indexing;

/// <summary>
/// Up to 256 entries, each a bit of one vector: every dimension has for the request's value the bits of the entries that
/// may hold, and the candidates are what is left when all of them are intersected.
/// </summary>
/// <param name="items">The candidate of each bit: sure if its entry is, where every attribute has a value that it asks for.</param>
/// <param name="dimensions">The dimensions, the most selective first.</param>
/// <param name="presences">Attributes that entries ask for any value.</param>
internal sealed class BlockNode(Candidate[] items, BlockDimension[] dimensions, PresenceRows[] presences) : IndexNode
{
    /// <summary>Most entries.</summary>
    public const int MostEntries = 256;

    private readonly Vector256<ulong> _all = Bits.First(items.Length);
    private readonly Vector256<ulong> _exact = Bits.Of<Candidate>(items, item => item.IsSure);

    public override long Bytes => 96 + (4L * items.Length) + dimensions.Sum(dimension => dimension.Bytes) + (presences.Length * PresenceRows.Bytes);

    public override void Find(scoped in Finding finding)
    {
        var left = _all;
        var sure = _exact;
        foreach (var dimension in dimensions)
        {
            // whoever is left has perhaps no use for it
            if ((left & dimension.Asking) == Vector256<ulong>.Zero) continue;
            left &= dimension.Row(finding, ref sure);
            if (left == Vector256<ulong>.Zero) return;
        }

        foreach (var presence in presences)
        {
            if ((left & presence.Asking) != Vector256<ulong>.Zero) left &= presence.Row(finding);
        }

        var into = finding.Into;
        Add(left.GetElement(0), sure.GetElement(0), 0, into);
        if (items.Length <= 64) return;
        Add(left.GetElement(1), sure.GetElement(1), 64, into);
        Add(left.GetElement(2), sure.GetElement(2), 128, into);
        Add(left.GetElement(3), sure.GetElement(3), 192, into);
    }

    private void Add(ulong found, ulong sure, int first, CandidateList into)
    {
        for (var bits = found; bits != 0; bits &= bits - 1)
        {
            var bit = BitOperations.TrailingZeroCount(bits);
            into.Add(new Candidate(items[first + bit].Item, ((sure >> bit) & 1) != 0));
        }
    }
}

/// <summary>Vectors of 256 bits.</summary>
internal static class Bits
{
    public static Vector256<ulong> First(int count)
    {
        var bits = Vector256<ulong>.Zero;
        for (var i = 0; i < count; i++) bits = bits.With(i);
        return bits;
    }

    /// <summary>The bits of those that are chosen.</summary>
    public static Vector256<ulong> Of<T>(ReadOnlySpan<T> items, Func<T, bool> isChosen)
    {
        var bits = Vector256<ulong>.Zero;
        for (var i = 0; i < items.Length; i++) bits = isChosen(items[i]) ? bits.With(i) : bits;
        return bits;
    }

    public static Vector256<ulong> With(this Vector256<ulong> bits, int bit) =>
        bits.WithElement(bit / 64, bits.GetElement(bit / 64) | (1UL << (bit % 64)));
}
