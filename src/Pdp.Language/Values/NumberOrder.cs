namespace Pdp.Language.Values;

/// <summary>
/// Numbers of the three types on one line. Comparisons are exact: rounding an int to double first, as cel-go does, would
/// make equality intransitive, and then neither a map nor an index could have one key for a number.
/// </summary>
internal static class NumberOrder
{
    private const double TwoTo63 = 9_223_372_036_854_775_808.0;
    private const double TwoTo64 = 18_446_744_073_709_551_616.0;

    /// <summary>Whether a kind is int, uint or double.</summary>
    public static bool IsNumber(ValueKind kind) => kind is ValueKind.Int or ValueKind.Uint or ValueKind.Double;

    /// <summary>Compares two numbers; <see cref="ValueOrder.Unordered"/> when one is NaN.</summary>
    /// <param name="left">An int, uint or double.</param>
    /// <param name="right">An int, uint or double.</param>
    /// <param name="rounding">Whether an integer is rounded to double before it is compared with one.</param>
    public static int Compare(in Value left, in Value right, bool rounding)
    {
        if (left.IsDouble)
        {
            if (right.IsDouble) return Compare(left.AsDouble, right.AsDouble);
            return Reverse(right.IsInt
                ? Compare(right.AsInt, left.AsDouble, rounding)
                : Compare(right.AsUint, left.AsDouble, rounding));
        }

        if (left.IsInt)
        {
            if (right.IsInt) return left.AsInt.CompareTo(right.AsInt);
            return right.IsDouble
                ? Compare(left.AsInt, right.AsDouble, rounding)
                : Reverse(Compare(right.AsUint, left.AsInt));
        }

        if (right.IsUint) return left.AsUint.CompareTo(right.AsUint);
        return right.IsDouble
            ? Compare(left.AsUint, right.AsDouble, rounding)
            : Compare(left.AsUint, right.AsInt);
    }

    /// <summary>The number as an int when it is equal to one.</summary>
    public static bool TryInt(in Value number, out long result)
    {
        if (number.IsInt)
        {
            result = number.AsInt;
            return true;
        }

        if (number.IsUint)
        {
            result = unchecked((long)number.AsUint);
            return number.AsUint <= long.MaxValue;
        }

        result = 0;
        if (!number.IsDouble) return false;
        var value = number.AsDouble;
        if (!(value is >= -TwoTo63 and < TwoTo63) || Math.Truncate(value) != value) return false;
        result = (long)value;
        return true;
    }

    /// <summary>The number as a uint when it is equal to one.</summary>
    public static bool TryUint(in Value number, out ulong result)
    {
        if (number.IsUint)
        {
            result = number.AsUint;
            return true;
        }

        if (number.IsInt)
        {
            result = unchecked((ulong)number.AsInt);
            return number.AsInt >= 0;
        }

        result = 0;
        if (!number.IsDouble) return false;
        var value = number.AsDouble;
        if (!(value is >= 0 and < TwoTo64) || Math.Truncate(value) != value) return false;
        result = (ulong)value;
        return true;
    }

    private static int Compare(double left, double right) =>
        left < right ? -1 : left > right ? 1 : left == right ? 0 : ValueOrder.Unordered;

    private static int Compare(ulong left, long right) => right < 0 ? 1 : left.CompareTo((ulong)right);

    private static int Compare(long left, double right, bool rounding)
    {
        if (double.IsNaN(right)) return ValueOrder.Unordered;
        if (rounding) return Compare((double)left, right);
        if (right >= TwoTo63) return -1;
        if (right < -TwoTo63) return 1;
        var whole = Math.Truncate(right);
        var order = left.CompareTo((long)whole);
        return order != 0 ? order : whole.CompareTo(right);
    }

    private static int Compare(ulong left, double right, bool rounding)
    {
        if (double.IsNaN(right)) return ValueOrder.Unordered;
        if (rounding) return Compare((double)left, right);
        if (right >= TwoTo64) return -1;
        if (right < 0) return 1;
        var whole = Math.Truncate(right);
        var order = left.CompareTo((ulong)whole);
        return order != 0 ? order : whole.CompareTo(right);
    }

    private static int Reverse(int order) => order == ValueOrder.Unordered ? order : -order;
}
