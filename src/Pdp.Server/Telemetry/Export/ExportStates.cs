namespace Pdp.Server.Telemetry.Export;

/// <summary>What comes of sending telemetry to a collector, by what is sent; nothing where none is named.</summary>
internal sealed class ExportStates
{
    private ExportState[] _all = [];

    /// <summary>All of them.</summary>
    public IReadOnlyList<ExportState> All => Volatile.Read(ref _all);

    /// <summary>Begins to note.</summary>
    public void Begin(params ExportState[] all) => Volatile.Write(ref _all, all);
}
