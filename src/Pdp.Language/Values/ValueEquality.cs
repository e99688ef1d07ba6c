using Pdp.Language.Functions;
using Pdp.Language.Runtime;

namespace Pdp.Language.Values;

/// <summary>CEL's equality: total over types, numbers on one line and compared exactly, NaN equal to nothing.</summary>
public static class ValueEquality
{
    // Values that deep come from no request; beyond it a list of pairs on the heap replaces the stack.
    private const int MaxRecursion = 64;

    /// <summary>Whether two values, neither missing nor an error, are equal.</summary>
    public static bool AreEqual(in Value left, in Value right)
    {
        var budget = long.MaxValue;
        return AreEqual(left, right, 0, ref budget);
    }

    /// <summary>
    /// Compares at the cost of the frame's budget, one unit a pair of elements and more for long texts: lists that share elements can hold far
    /// more of them than memory has room for.
    /// </summary>
    /// <param name="frame">Whose budget pays.</param>
    /// <param name="left">A value, neither missing nor an error.</param>
    /// <param name="right">A value, neither missing nor an error.</param>
    /// <param name="equal">Whether the two are equal; meaningless after an error.</param>
    /// <returns>Null, or the error to return: a limit was reached.</returns>
    public static EvalError? TryAreEqual(Frame frame, in Value left, in Value right, out bool equal)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var budget = Math.Max(frame.Fuel, 0);
        var before = budget;
        equal = AreEqual(left, right, 0, ref budget);
        return frame.Draw(before - budget);
    }

    /// <summary>
    /// A hash by which equal values have equal hashes (3, 3u and 3.0; −0.0 and 0); not defined for values without one
    /// (lists, maps and NaN hash by kind).
    /// </summary>
    public static int Hash(in Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Bool:
                return value.AsBool ? 1 : 2;
            case ValueKind.Int:
            case ValueKind.Uint:
            case ValueKind.Double:
                // HashCode is seeded: no request can choose numbers that collide.
                if (NumberOrder.TryInt(value, out var signed)) return HashCode.Combine(signed);
                if (NumberOrder.TryUint(value, out var unsigned)) return HashCode.Combine(unsigned);
                return double.IsNaN(value.AsDouble) ? (int)ValueKind.Double : HashCode.Combine(value.AsDouble);
            case ValueKind.String:
                return string.GetHashCode(value.AsString!, StringComparison.Ordinal);
            case ValueKind.Bytes:
                var hash = new HashCode();
                hash.AddBytes(value.AsBytes!.Span);
                return hash.ToHashCode();
            case ValueKind.Timestamp:
                return HashCode.Combine(value.AsTimestamp.Seconds, value.AsTimestamp.Nanos);
            case ValueKind.Duration:
                return HashCode.Combine(value.AsDurationNanos);
            case ValueKind.Type:
                return string.GetHashCode(value.AsType!.Type.Name, StringComparison.Ordinal);
            case ValueKind.Ip:
            case ValueKind.Cidr:
                return value.AsObject!.GetHashCode();
            default:
                return (int)value.Kind;
        }
    }

    private static bool AreEqual(in Value left, in Value right, int depth, ref long budget)
    {
        if (left.AsString is { } text) return right.AsString is { } other && AreTextsEqual(text, other, ref budget);
        if (left.IsInt && right.IsInt) return left.AsInt == right.AsInt;
        if (left.IsBool && right.IsBool) return left.AsBool == right.AsBool;
        var kind = left.Kind;
        var otherKind = right.Kind;
        if (kind != otherKind)
        {
            return NumberOrder.IsNumber(kind) && NumberOrder.IsNumber(otherKind)
                && NumberOrder.Compare(left, right, rounding: false) == 0;
        }

        switch (kind)
        {
            case ValueKind.List:
            case ValueKind.Map:
            case ValueKind.Optional:
                return depth < MaxRecursion
                    ? AreContainersEqual(left, right, depth + 1, ref budget)
                    : AreDeepEqual(left, right, ref budget);
            case ValueKind.Null:
                return true;
            case ValueKind.Bool:
                return left.AsBool == right.AsBool;
            case ValueKind.Uint:
                return left.AsUint == right.AsUint;
            case ValueKind.Double:
                return left.AsDouble == right.AsDouble;
            case ValueKind.Duration:
                return left.AsDurationNanos == right.AsDurationNanos;
            case ValueKind.Timestamp:
                return left.AsTimestamp == right.AsTimestamp;
            case ValueKind.Bytes:
                var octets = left.AsBytes!.Span;
                if (octets.Length != right.AsBytes!.Span.Length) return false;
                budget -= octets.Length / 64;
                return budget >= 0 && octets.SequenceEqual(right.AsBytes.Span);
            case ValueKind.Type:
                return string.Equals(left.AsType!.Type.Name, right.AsType!.Type.Name, StringComparison.Ordinal);
            case ValueKind.Ip:
            case ValueKind.Cidr:
                return left.AsObject!.Equals(right.AsObject);
            default:
                return false;
        }
    }

    private static bool AreTextsEqual(string text, string other, ref long budget)
    {
        if (text.Length != other.Length) return false;
        budget -= Work.CompareUnits(text.Length);
        return budget >= 0 && string.Equals(text, other);
    }

    /// <summary>Pays for an entry and for hashing its key.</summary>
    private static bool TakeKey(in Value key, ref long budget)
    {
        budget -= 1 + Work.HashUnits(key.AsString?.Length ?? 0);
        return budget >= 0;
    }

    private static bool AreContainersEqual(in Value left, in Value right, int depth, ref long budget)
    {
        if (left.AsList is { } list)
        {
            var others = right.AsList!.Items;
            if (list.Count != others.Length) return false;
            for (var i = 0; i < others.Length; i++)
                if (--budget < 0 || !AreEqual(list[i], others[i], depth, ref budget)) return false;
            return true;
        }

        if (left.AsMap is { } map)
        {
            var other = right.AsMap!;
            if (map.Count != other.Count) return false;
            for (var i = 0; i < map.Count; i++)
            {
                var (key, value) = map.EntryAt(i);
                if (!TakeKey(key, ref budget) || !other.TryGet(key, out var match)
                    || !AreEqual(value, match, depth, ref budget))
                {
                    return false;
                }
            }

            return true;
        }

        var (first, second) = (left.AsOptional!, right.AsOptional!);
        if (!first.HasValue || !second.HasValue) return first.HasValue == second.HasValue;
        return --budget >= 0 && AreEqual(first.Value, second.Value, depth, ref budget);
    }

    /// <summary>Equality is a conjunction over pairs, so that the pairs may wait in any order.</summary>
    private static bool AreDeepEqual(in Value left, in Value right, ref long budget)
    {
        var pending = new Stack<(Value Left, Value Right)>();
        pending.Push((left, right));
        while (pending.TryPop(out var pair))
        {
            if (pair.Left.AsList is { } list && pair.Right.AsList is { } others)
            {
                budget -= list.Count;
                if (list.Count != others.Count || budget < 0) return false;
                for (var i = 0; i < list.Count; i++) pending.Push((list[i], others[i]));
            }
            else if (pair.Left.AsMap is { } map && pair.Right.AsMap is { } other)
            {
                if (map.Count != other.Count) return false;
                for (var i = 0; i < map.Count; i++)
                {
                    var (key, value) = map.EntryAt(i);
                    if (!TakeKey(key, ref budget) || !other.TryGet(key, out var match)) return false;
                    pending.Push((value, match));
                }
            }
            else if (pair.Left.AsOptional is { HasValue: true } first
                && pair.Right.AsOptional is { HasValue: true } second)
            {
                if (--budget < 0) return false;
                pending.Push((first.Value, second.Value));
            }
            else if (!AreEqual(pair.Left, pair.Right, 0, ref budget))
            {
                return false;
            }
        }

        return true;
    }
}
