using System.Numerics;
using System.Runtime.Intrinsics;

namespace Pdp.Engine.Indexing;

/// <summary>
/// Up to 256 entries, each a bit of one vector: every dimension has for the request's value the bits of the entries that
/// may hold, and the candidates are what is left when all of them are intersected.
/// </summary>
/// <param name="items">The item of each bit.</param>
/// <param name="dimensions">The dimensions, the most selective first.</param>
internal sealed class BlockNode(int[] items, BlockDimension[] dimensions) : IndexNode
{
    /// <summary>Most entries.</summary>
    public const int MostEntries = 256;

    private readonly Vector256<ulong> _all = Bits.First(items.Length);

    public override long Bytes => 64 + (4L * items.Length) + dimensions.Sum(dimension => dimension.Bytes);

    public override void Find(scoped in Finding finding)
    {
        var left = _all;
        foreach (var dimension in dimensions)
        {
            left &= dimension.Row(finding);
            if (left == Vector256<ulong>.Zero) return;
        }

        for (var word = 0; word < Vector256<ulong>.Count; word++)
        {
            for (var bits = left.GetElement(word); bits != 0; bits &= bits - 1)
                finding.Into.Add(new Candidate(items[(word * 64) + BitOperations.TrailingZeroCount(bits)], isSure: false));
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

    public static Vector256<ulong> With(this Vector256<ulong> bits, int bit) =>
        bits.WithElement(bit / 64, bits.GetElement(bit / 64) | (1UL << (bit % 64)));
}
