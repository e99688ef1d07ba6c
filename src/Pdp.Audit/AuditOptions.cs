using Pdp.Audit.Delivery;
using Pdp.Audit.Records;
using Pdp.Bundles.Archives.Signing;

namespace Pdp.Audit;

/// <summary>How a decision log is kept.</summary>
public sealed record AuditOptions
{
    /// <summary>The folder of the files.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether every batch of records is on the disk before it counts as written; else that happens every <see cref="SyncEvery"/>.</summary>
    public bool SyncsEachBatch { get; init; }

    /// <summary>Most records that wait to be written; rounded up to a power of two.</summary>
    public int Capacity { get; init; } = 8192;

    /// <summary>Most bytes of requests that wait to be written.</summary>
    public long MostWaitingBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>A file this large, in bytes, is followed by another.</summary>
    public long FileBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>A file this old is followed by another.</summary>
    public TimeSpan FileAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Most files; the oldest is removed when another is begun.</summary>
    public int MostFiles { get; init; } = 64;

    /// <summary>How often what was written is flushed to the disk, when not with each batch.</summary>
    public TimeSpan SyncEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long records may wait for others to be written with; nothing when each batch is waited for.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How soon writing is tried again after it has failed.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the disk may take for one batch until the log is said to fail.</summary>
    public TimeSpan HangsAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a record tells, at most, what is not in the log.</summary>
    public TimeSpan TellEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What checkpoints are signed with; null: there are none.</summary>
    public SigningKey? Key { get; init; }

    /// <summary>How often a checkpoint is written, when there are records behind the last one. Two records without one between them are never this far apart.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Most records without a checkpoint between them.</summary>
    public long CheckpointRecords { get; init; } = 10_000;

    /// <summary>Where records go besides the files, once they are in them. The log disposes of them.</summary>
    public IReadOnlyList<IRecordSink> Sinks { get; init; } = [];

    /// <summary>Most bytes of records that wait for a sink.</summary>
    public long SinkBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How long the end of a log waits for sinks.</summary>
    public TimeSpan SinkPatience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a call waits at most for its record to be on the disk.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(1);

    internal CheckpointPace Pace => new((long)CheckpointEvery.TotalMilliseconds, CheckpointRecords);
}
