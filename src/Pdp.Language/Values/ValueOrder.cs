namespace Pdp.Language.Values;

/// <summary>The order of values of one type, and of numbers among each other.</summary>
public static class ValueOrder
{
    /// <summary>The result of comparing with NaN: every ordering of it is false.</summary>
    public const int Unordered = int.MinValue;

    /// <summary>Compares two values.</summary>
    /// <param name="left">A value.</param>
    /// <param name="right">A value.</param>
    /// <param name="result">Negative, zero or positive; <see cref="Unordered"/> when one is NaN.</param>
    /// <param name="rounding">
    /// Whether an int or uint is rounded to double before it is compared with one, as the conformance data want;
    /// otherwise the comparison is exact.
    /// </param>
    /// <returns>False when the two have no order (other types, null, lists).</returns>
    public static bool TryCompare(in Value left, in Value right, out int result, bool rounding = false)
    {
        var kind = left.Kind;
        var other = right.Kind;
        if (NumberOrder.IsNumber(kind) && NumberOrder.IsNumber(other))
        {
            result = NumberOrder.Compare(left, right, rounding);
            return true;
        }

        result = 0;
        if (kind != other) return false;
        switch (kind)
        {
            case ValueKind.Bool:
                result = left.AsBool.CompareTo(right.AsBool);
                return true;
            case ValueKind.String:
                result = CodePoints.Compare(left.AsString!, right.AsString!);
                return true;
            case ValueKind.Bytes:
                result = Math.Sign(left.AsBytes!.Span.SequenceCompareTo(right.AsBytes!.Span));
                return true;
            case ValueKind.Timestamp:
                result = Compare(left.AsTimestamp, right.AsTimestamp);
                return true;
            case ValueKind.Duration:
                result = left.AsDurationNanos.CompareTo(right.AsDurationNanos);
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// A total order of values that <see cref="TryCompare"/> can compare with each other, for sorting: NaN comes first.
    /// </summary>
    public static int CompareForSort(in Value left, in Value right)
    {
        TryCompare(left, right, out var result);
        return result != Unordered ? result : IsNaN(right).CompareTo(IsNaN(left));

        static bool IsNaN(in Value value) => value.IsDouble && double.IsNaN(value.AsDouble);
    }

    private static int Compare(Timestamp left, Timestamp right)
    {
        var order = left.Seconds.CompareTo(right.Seconds);
        return order != 0 ? order : left.Nanos.CompareTo(right.Nanos);
    }
}
