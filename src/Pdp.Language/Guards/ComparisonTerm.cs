using Pdp.Language.Functions;
using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <summary>
/// How two terms compare: whether they are equal, or which of them is less. It has a value where both have one that is compared
/// without drawing on a budget; two lists, or long texts, are left to the condition.
/// </summary>
internal sealed class ComparisonTerm : GuardTerm
{
    private readonly GuardTerm _left;
    private readonly GuardTerm _right;
    private readonly bool _isOrder;

    private ComparisonTerm(GuardTerm left, GuardTerm right, bool isOrder) => (_left, _right, _isOrder) = (left, right, isOrder);

    /// <summary>Whether it is −1, 0 or 1 as the first is less, equal or greater; else it is whether they are equal.</summary>
    public bool IsOrder => _isOrder;

    /// <summary>Whether two terms are equal: the same term for either order of them.</summary>
    public static ComparisonTerm Equality(GuardTerm left, GuardTerm right) =>
        Order(left, right) <= 0 ? new ComparisonTerm(left, right, isOrder: false) : new ComparisonTerm(right, left, isOrder: false);

    /// <summary>Which of two terms is less: one term for either order of them.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <param name="isReversed">Whether the term has the other one first.</param>
    public static ComparisonTerm OrderOf(GuardTerm left, GuardTerm right, out bool isReversed)
    {
        isReversed = Order(left, right) > 0;
        return isReversed ? new ComparisonTerm(right, left, isOrder: true) : new ComparisonTerm(left, right, isOrder: true);
    }

    public override GuardBuckets Read(ReadOnlySpan<Value> slots, out Value value)
    {
        if (_left.Read(slots, out var left) == GuardBuckets.None && _right.Read(slots, out var right) == GuardBuckets.None
            && IsShort(left) && IsShort(right))
        {
            if (!_isOrder)
            {
                value = ValueEquality.AreEqual(left, right) ? Value.True : Value.False;
                return GuardBuckets.None;
            }

            if (ValueOrder.TryCompare(left, right, out var order) && order != ValueOrder.Unordered)
            {
                value = Value.From((long)Math.Sign(order));
                return GuardBuckets.None;
            }
        }

        value = default;
        return GuardBuckets.Invalid;
    }

    /// <summary>What a value of the term says, for people.</summary>
    public static string Words(in Value value) => value.AsInt switch
    {
        < 0 => "less than",
        0 => "equal to",
        _ => "greater than",
    };

    /// <summary>The terms, for people.</summary>
    public (string Left, string Right) Sides => (_left.ToString(), _right.ToString());

    public override bool Equals(GuardTerm? other) =>
        ReferenceEquals(this, other)
        || (other is ComparisonTerm comparison && _isOrder == comparison._isOrder && _left.Equals(comparison._left) && _right.Equals(comparison._right));

    public override int GetHashCode() => HashCode.Combine(_isOrder, _left, _right);

    public override string ToString() => $"{_left} {(_isOrder ? "<=>" : "==")} {_right}";

    internal override bool IsOfRequest => _left.IsOfRequest && _right.IsOfRequest;

    private static bool IsShort(in Value value) => value.Kind switch
    {
        ValueKind.String => value.AsString!.Length < Work.LongKey,
        ValueKind.Null or ValueKind.Bool or ValueKind.Int or ValueKind.Uint or ValueKind.Double or ValueKind.Timestamp or ValueKind.Duration => true,
        _ => false,
    };
}
