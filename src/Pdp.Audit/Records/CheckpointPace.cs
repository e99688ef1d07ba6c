namespace Pdp.Audit.Records;

/// <summary>
/// How often a writer signs. Between two checkpoints of one writer there are never more records than this, nor are two of them this far
/// apart: what is found behind the last one beyond that was not written so.
/// </summary>
/// <param name="Milliseconds">How far apart, in milliseconds, the first and the last record without a checkpoint between them can be.</param>
/// <param name="Records">How many records, at most, there are without one.</param>
internal readonly record struct CheckpointPace(long Milliseconds, long Records)
{
    /// <summary>Whether another record may follow some that are not signed.</summary>
    /// <param name="unsigned">How many there are.</param>
    /// <param name="first">The time of the first of them.</param>
    /// <param name="next">The time of the one that is to follow.</param>
    public bool Admits(long unsigned, DateTimeOffset first, DateTimeOffset next) =>
        unsigned == 0 || (unsigned < Records && Math.Abs((Whole(next) - Whole(first)).TotalMilliseconds) < Milliseconds);

    // as records tell times
    private static DateTimeOffset Whole(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
}
