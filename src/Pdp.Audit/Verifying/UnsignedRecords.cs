namespace Pdp.Audit.Verifying;

/// <summary>
/// The records at the end of a log that are behind its last good signature. Whoever can write to the folder can have written them, or have
/// taken others away: nothing but the chain, and how few they are, speaks for them.
/// </summary>
/// <param name="Count">How many there are; 0: none, and nothing else is told.</param>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last.</param>
/// <param name="Oldest">The earliest time that one of them tells.</param>
/// <param name="Newest">The latest.</param>
public sealed record UnsignedRecords(long Count, RecordPlace First, RecordPlace Last, DateTimeOffset Oldest, DateTimeOffset Newest)
{
    internal static UnsignedRecords None { get; } = new(0, new RecordPlace(0, "", 0), new RecordPlace(0, "", 0), default, default);
}

/// <summary>Where a record is.</summary>
/// <param name="Number">Its number.</param>
/// <param name="File">The file.</param>
/// <param name="Line">The line, counted from 1.</param>
public readonly record struct RecordPlace(long Number, string File, int Line);
