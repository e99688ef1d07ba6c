using Pdp.Language.Functions;
using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Comparisons;

/// <summary>
/// CEL's equality where containers draw on the budget: a loop that compares large lists does more work than its rounds
/// say.
/// </summary>
internal static class BoundedEquality
{
    /// <summary>Whether two values, neither an error, are equal.</summary>
    public static Truth Test(Frame frame, in Value left, in Value right, TextSpan span)
    {
        if (left.AsString is { } text) return TestText(frame, text, right, span);
        if (!HasParts(left) || !HasParts(right)) return Truths.From(ValueEquality.AreEqual(left, right));
        return ValueEquality.TryAreEqual(frame, left, right, out var equal) is { } limit
            ? Truths.Fail(frame, limit.At(span))
            : Truths.From(equal);
    }

    /// <summary>Whether a text and a value are equal.</summary>
    public static Truth TestText(Frame frame, string text, in Value value, TextSpan span)
    {
        if (value.AsString is not { } other || text.Length != other.Length) return Truth.False;
        return Work.Compare(frame, text.Length) is { } limit
            ? Truths.Fail(frame, limit.At(span))
            : Truths.From(string.Equals(text, other));
    }

    /// <summary>
    /// Whether comparing the value with another like it takes more than one step that is worth counting.
    /// </summary>
    public static bool HasParts(in Value value) =>
        value.AsString is { } text
            ? text.Length >= Work.LongText
            : value.AsObject is CelList or CelMap or CelOptional or CelBytes;
}
