namespace Pdp.Language.Values;

/// <summary>Sums and differences of time stamps and durations; what leaves the range of its type is an error.</summary>
internal static class TimeArithmetic
{
    private const long NanosPerSecond = 1_000_000_000;

    private static readonly EvalError _durationRange = new(
        EvalErrorCode.ProcessingError, "the duration is out of range: it must be shorter than about 292 years");

    private static readonly EvalError _timestampRange = new(
        EvalErrorCode.ProcessingError, "the timestamp is out of range: it must lie in the years 1 to 9999");

    /// <summary>The error for a duration whose nanoseconds do not fit 64 bits.</summary>
    public static Value DurationOutOfRange => Value.From(_durationRange);

    /// <summary>The error for an instant outside the years 1 to 9999.</summary>
    public static Value TimestampOutOfRange => Value.From(_timestampRange);

    public static Value Add(long left, long right) => ToDuration((Int128)left + right);

    public static Value Subtract(long left, long right) => ToDuration((Int128)left - right);

    public static Value Add(Timestamp instant, long nanoseconds) => ToTimestamp(Nanoseconds(instant) + nanoseconds);

    public static Value Subtract(Timestamp instant, long nanoseconds) => ToTimestamp(Nanoseconds(instant) - nanoseconds);

    public static Value Subtract(Timestamp left, Timestamp right) => ToDuration(Nanoseconds(left) - Nanoseconds(right));

    private static Int128 Nanoseconds(Timestamp instant) => (Int128)instant.Seconds * NanosPerSecond + instant.Nanos;

    private static Value ToDuration(Int128 nanoseconds) =>
        nanoseconds >= long.MinValue && nanoseconds <= long.MaxValue
            ? Value.FromDuration((long)nanoseconds)
            : DurationOutOfRange;

    private static Value ToTimestamp(Int128 nanoseconds)
    {
        var (seconds, rest) = Int128.DivRem(nanoseconds, NanosPerSecond);
        if (rest < 0)
        {
            seconds--;
            rest += NanosPerSecond;
        }

        var instant = new Timestamp((long)seconds, (int)rest);
        return instant.IsValid ? Value.From(instant) : TimestampOutOfRange;
    }
}
