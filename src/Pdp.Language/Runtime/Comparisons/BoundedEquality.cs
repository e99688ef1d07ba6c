using System.Runtime.CompilerServices;
using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Comparisons;

/// <summary>
/// CEL's equality where containers draw on the budget and on the stack: a loop that compares large lists does more work
/// than its rounds say.
/// </summary>
internal static class BoundedEquality
{
    /// <summary>How many scalar comparisons count as one unit of work.</summary>
    public const int PerUnit = 16;

    /// <summary>Whether two values, neither an error, are equal.</summary>
    public static Truth Test(Frame frame, in Value left, in Value right, TextSpan span)
    {
        if (left.AsObject is CelList or CelMap or CelOptional)
        {
            var truth = Containers(frame, left, right);
            if (truth == Truth.Error) frame.Error = frame.Error!.At(span);
            return truth;
        }

        return Truths.From(ValueEquality.AreEqual(left, right));
    }

    private static Truth Any(Frame frame, in Value left, in Value right) =>
        left.AsObject is CelList or CelMap or CelOptional
            ? Containers(frame, left, right)
            : Truths.From(ValueEquality.AreEqual(left, right));

    private static Truth Containers(Frame frame, in Value left, in Value right)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return Truths.Fail(frame, RuntimeErrors.TooDeep);
        return (left.AsObject, right.AsObject) switch
        {
            (CelList a, CelList b) => Lists(frame, a, b),
            (CelMap a, CelMap b) => Maps(frame, a, b),
            (CelOptional a, CelOptional b) when a.HasValue && b.HasValue => Any(frame, a.Value, b.Value),
            (CelOptional a, CelOptional b) => Truths.From(a.HasValue == b.HasValue),
            _ => Truth.False,
        };
    }

    private static Truth Lists(Frame frame, CelList left, CelList right)
    {
        if (left.Count != right.Count) return Truth.False;
        if (frame.Draw(1 + left.Count / PerUnit) is { } limit) return Truths.Fail(frame, limit);
        for (var i = 0; i < left.Count; i++)
        {
            var truth = Any(frame, left[i], right[i]);
            if (truth != Truth.True) return truth;
        }

        return Truth.True;
    }

    private static Truth Maps(Frame frame, CelMap left, CelMap right)
    {
        if (left.Count != right.Count) return Truth.False;
        if (frame.Draw(1 + left.Count / PerUnit) is { } limit) return Truths.Fail(frame, limit);
        for (var i = 0; i < left.Count; i++)
        {
            var entry = left.EntryAt(i);
            if (!right.TryGet(entry.Key, out var other)) return Truth.False;
            var truth = Any(frame, entry.Value, other);
            if (truth != Truth.True) return truth;
        }

        return Truth.True;
    }
}
