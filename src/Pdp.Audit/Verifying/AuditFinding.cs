namespace Pdp.Audit.Verifying;

/// <summary>Something that is wrong with a log, or that whoever relies on it should know.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="File">The file.</param>
/// <param name="Line">The line, counted from 1; 0: the file as a whole.</param>
/// <param name="Message">What it is.</param>
public sealed record AuditFinding(FindingSeverity Severity, string File, int Line, string Message);

/// <summary>How bad a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>Something that happens without anybody's doing, and that the log tells itself.</summary>
    Note,

    /// <summary>The log is not what was written.</summary>
    Error,
}

/// <summary>What came of verifying a log.</summary>
/// <param name="Files">How many files were read.</param>
/// <param name="Records">How many records.</param>
/// <param name="First">The number of the first record; 0: there is none.</param>
/// <param name="Last">The number of the last.</param>
/// <param name="Checkpoints">How many signatures were found good.</param>
/// <param name="Signed">The number of the last record that a good signature of the server that wrote it vouches for; 0: none does. What only a server signed that found it when it began does not count.</param>
/// <param name="Dropped">How many decisions its records tell to be left out because there was no room.</param>
/// <param name="Errors">How many errors there are.</param>
/// <param name="More">How many findings there are besides those that are told.</param>
/// <param name="Findings">What was found, in the order of files and lines: the first of it, where there is very much.</param>
public sealed record AuditVerdict(
    int Files, long Records, long First, long Last, int Checkpoints, long Signed, long Dropped, long Errors, long More, IReadOnlyList<AuditFinding> Findings)
{
    /// <summary>The id of the log; null: its files tell none, as those of the format's first version.</summary>
    public string? Log { get; init; }

    /// <summary>The record of <see cref="Signed"/>: what a later verification can be held to; null: there is none.</summary>
    public SeenRecord? SignedRecord { get; init; }

    /// <summary>When the last good signature was made; null: there is none.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>How many records only a server signed that found them when it began, those written without a key not counted.</summary>
    public long Found { get; init; }

    /// <summary>The records at the end that no signature vouches for; null: signatures were not looked at.</summary>
    public UnsignedRecords? Unsigned { get; init; }

    /// <summary>Whether the log is what was written.</summary>
    public bool IsIntact => Errors == 0;
}
