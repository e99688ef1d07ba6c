namespace Pdp.Language.Values;

/// <content>What the evaluator's fast paths look at.</content>
public readonly partial struct Value
{
    /// <summary>Whether this is an instant whose nanoseconds since the epoch stand in <see cref="Bits"/>.</summary>
    internal bool IsInlineTimestamp => ReferenceEquals(_ref, KindTag.Timestamp);

    /// <summary>Whether the value is a duration.</summary>
    internal bool IsDuration => ReferenceEquals(_ref, KindTag.Duration);

    /// <summary>The 64 bits of an inline value: the int, or the nanoseconds.</summary>
    internal long Bits => _bits;

    /// <summary>Whether both are inline values of the same kind, whose bits can be compared.</summary>
    internal static bool ShareTag(in Value left, in Value right) => ReferenceEquals(left._ref, right._ref);
}
