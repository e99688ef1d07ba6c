namespace Pdp.Language.Values;

/// <summary>An instant whose nanoseconds since the epoch do not fit 64 bits (before 1678, after 2262).</summary>
internal sealed class BigTimestamp(Timestamp instant) : CelObject
{
    public Timestamp Instant { get; } = instant;

    public override ValueKind Kind => ValueKind.Timestamp;
}
