namespace Pdp.Language.Cost;

/// <summary>Sums and products of sizes, none negative, that stay at a greatest instead of overflowing.</summary>
internal static class Saturating
{
    /// <summary>More than any limit.</summary>
    public const long Greatest = 1_000_000_000_000_000;

    public static long Add(long left, long right) => Math.Min(left + right, Greatest);

    public static long Multiply(long left, long right) =>
        (long)Int128.Min((Int128)left * right, Greatest);
}
