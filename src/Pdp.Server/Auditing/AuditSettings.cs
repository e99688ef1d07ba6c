using Pdp.Server.Auditing.Sinks;
using Pdp.Server.ShadowReports;

namespace Pdp.Server.Auditing;

/// <summary>How the decision log is kept.</summary>
internal sealed record AuditSettings
{
    /// <summary>There is none.</summary>
    public static AuditSettings Off { get; } = new();

    /// <summary>Whether there is one, and whether calls wait for it.</summary>
    public AuditMode Mode { get; init; }

    /// <summary>The folder of its files; null: none is named.</summary>
    public string? Folder { get; init; }

    /// <summary>How much of requests records have.</summary>
    public RecordedRequest Requests { get; init; } = RecordedRequest.Full;

    /// <summary>The share of the PERMITs that are recorded, from 0 to 1.</summary>
    public double Permits { get; init; } = 1;

    /// <summary>Most records that wait to be written.</summary>
    public int Buffer { get; init; } = 8192;

    /// <summary>How long a PERMIT waits at most for its record to be on the disk.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A file this large, in MiB, is followed by another.</summary>
    public int FileMegabytes { get; init; } = 128;

    /// <summary>A file this old is followed by another.</summary>
    public TimeSpan FileAge { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Most files.</summary>
    public int Files { get; init; } = 64;

    /// <summary>The file of the private key that signs checkpoints; null: there are none.</summary>
    public string? Key { get; init; }

    /// <summary>How often there is a checkpoint.</summary>
    public TimeSpan Checkpoint { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether records go to standard output as well.</summary>
    public bool Stdout { get; init; }

    /// <summary>The collector that they go to as well, by OTLP; null: none.</summary>
    public OtlpAddress? Otlp { get; init; }

    /// <summary>The file of the authorities that may vouch for it; null: whom the system trusts.</summary>
    public string? OtlpCa { get; init; }

    /// <summary>The file of the bearer token that it asks for; null: none is sent.</summary>
    public string? OtlpTokenFile { get; init; }

    /// <summary>How long one exchange with it may take.</summary>
    public TimeSpan OtlpTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How much may wait for each of the two, in MiB.</summary>
    public int SinkMegabytes { get; init; } = 16;

    /// <summary>The file of the secret that sensitive attributes are hashed with; null: those are masked as well.</summary>
    public string? HashKey { get; init; }
}
