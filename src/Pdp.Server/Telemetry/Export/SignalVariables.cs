using OpenTelemetry.Exporter;

namespace Pdp.Server.Telemetry.Export;

/// <summary>What OpenTelemetry's variables say of sending one kind of telemetry.</summary>
internal sealed record SignalVariables
{
    /// <summary>They say nothing.</summary>
    public static SignalVariables None { get; } = new();

    /// <summary>The collector of this kind alone; null: that of all.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>How it is asked; null: the address says so.</summary>
    public OtlpExportProtocol? Protocol { get; init; }

    /// <summary>Headers for it, which are secrets; null: none.</summary>
    public string? Headers { get; init; }

    /// <summary>The file of the authorities that may vouch for it; null: those of all.</summary>
    public string? Authorities { get; init; }

    /// <summary>How long one exchange may take, in milliseconds; null: as long as OpenTelemetry has it.</summary>
    public int? Timeout { get; init; }

    /// <summary>How what is sent is compressed; null: not at all.</summary>
    public OtlpExportCompression? Compression { get; init; }

    /// <summary>The same, and where this says nothing what another says; the endpoint stays its own.</summary>
    public SignalVariables Over(SignalVariables all) => new()
    {
        Endpoint = Endpoint,
        Protocol = Protocol ?? all.Protocol,
        Headers = Headers ?? all.Headers,
        Authorities = Authorities ?? all.Authorities,
        Timeout = Timeout ?? all.Timeout,
        Compression = Compression ?? all.Compression,
    };

    /// <inheritdoc/>
    public override string ToString() => Endpoint?.ToString() ?? "";
}
