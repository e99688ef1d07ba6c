namespace Pdp.Language.Values;

/// <summary>The order of values of one type, and of numbers among each other.</summary>
public static class ValueOrder
{
    /// <summary>Compares two values.</summary>
    /// <param name="left">A value.</param>
    /// <param name="right">A value.</param>
    /// <param name="result">Negative, zero or positive; <see cref="Unordered"/> when one is NaN.</param>
    /// <param name="rounding">
    /// Whether an int or uint is rounded to double before it is compared with one, as the conformance data want;
    /// otherwise the comparison is exact.
    /// </param>
    /// <returns>False when the two have no order (other types, null, lists).</returns>
    public static bool TryCompare(in Value left, in Value right, out int result, bool rounding = false) =>
        throw new NotImplementedException();

    /// <summary>The result of comparing with NaN: every ordering of it is false.</summary>
    public const int Unordered = int.MinValue;
}
