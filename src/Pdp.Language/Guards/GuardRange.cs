using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <summary>
/// An interval of values of one ordered type: numbers (int, uint and double on one line, compared exactly), strings by
/// code point (which is not the order of UTF-16: U+E000 to U+FFFF come before every surrogate pair), points in time,
/// spans of time. It has at least one bound.
/// </summary>
/// <param name="Low">The lower bound; missing when there is none.</param>
/// <param name="IncludesLow">Whether the lower bound is inside.</param>
/// <param name="High">The upper bound; missing when there is none.</param>
/// <param name="IncludesHigh">Whether the upper bound is inside.</param>
public sealed record GuardRange(Value Low, bool IncludesLow, Value High, bool IncludesHigh)
{
    /// <summary>Whether a value is of the bounds' type and inside. Allocates nothing.</summary>
    public bool Contains(in Value value) => IsAbove(value) && IsBelow(value);

    /// <inheritdoc/>
    public bool Equals(GuardRange? other) =>
        other is not null
        && IncludesLow == other.IncludesLow && IncludesHigh == other.IncludesHigh
        && AreSame(Low, other.Low) && AreSame(High, other.High);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(IncludesLow, ValueEquality.Hash(Low), IncludesHigh, ValueEquality.Hash(High));

    /// <summary>The bounds as they would be written: <c>&gt;= 18, &lt; 65</c>.</summary>
    public override string ToString()
    {
        var low = Low.IsMissing ? "" : $"{(IncludesLow ? ">=" : ">")} {CelText.ToLiteral(Low)}";
        var high = High.IsMissing ? "" : $"{(IncludesHigh ? "<=" : "<")} {CelText.ToLiteral(High)}";
        return low.Length == 0 ? high : high.Length == 0 ? low : $"{low} and {high}";
    }

    /// <summary>What is in both; null when that is nothing. The bounds are of one type.</summary>
    internal GuardRange? Intersect(GuardRange other)
    {
        var (low, includesLow) = (Low, IncludesLow);
        if (!other.Low.IsMissing)
        {
            var order = Low.IsMissing ? -1 : Compare(Low, other.Low);
            if (order < 0) (low, includesLow) = (other.Low, other.IncludesLow);
            else if (order == 0) includesLow &= other.IncludesLow;
        }

        var (high, includesHigh) = (High, IncludesHigh);
        if (!other.High.IsMissing)
        {
            var order = High.IsMissing ? 1 : Compare(High, other.High);
            if (order > 0) (high, includesHigh) = (other.High, other.IncludesHigh);
            else if (order == 0) includesHigh &= other.IncludesHigh;
        }

        if (!low.IsMissing && !high.IsMissing)
        {
            var order = Compare(low, high);
            if (order > 0 || (order == 0 && !(includesLow && includesHigh))) return null;
        }

        return new GuardRange(low, includesLow, high, includesHigh);
    }

    /// <summary>The only value that is inside, as far as the bounds show it; missing when there may be several.</summary>
    internal Value Only =>
        !Low.IsMissing && !High.IsMissing && IncludesLow && IncludesHigh && Compare(Low, High) == 0 ? Low : default;

    internal bool IsSubsetOf(GuardRange other) => Intersect(other) is { } both && both.Equals(this);

    private bool IsAbove(in Value value)
    {
        if (Low.IsMissing) return true;
        if (!ValueOrder.TryCompare(value, Low, out var order) || order == ValueOrder.Unordered) return false;
        return IncludesLow ? order >= 0 : order > 0;
    }

    private bool IsBelow(in Value value)
    {
        if (High.IsMissing) return true;
        if (!ValueOrder.TryCompare(value, High, out var order) || order == ValueOrder.Unordered) return false;
        return IncludesHigh ? order <= 0 : order < 0;
    }

    private static int Compare(in Value left, in Value right) =>
        ValueOrder.TryCompare(left, right, out var order) ? order : throw new ArgumentException("bounds of two types", nameof(right));

    private static bool AreSame(in Value left, in Value right) =>
        left.IsMissing ? right.IsMissing : !right.IsMissing && ValueEquality.AreEqual(left, right);
}
