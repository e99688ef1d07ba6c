using Pdp.Audit.Delivery;
using Pdp.Server.Hosting;
using Pdp.Server.Settings;
using Pdp.Server.Telemetry.Export;

namespace Pdp.Server.Auditing.Sinks;

/// <summary>Makes the sinks that the settings name.</summary>
internal static class AuditSinks
{
    /// <summary>The sinks.</summary>
    /// <exception cref="StartUpException">One cannot be used.</exception>
    public static IReadOnlyList<IRecordSink> Of(PdpServerOptions options, TimeProvider clock)
    {
        var settings = options.Audit;
        var authorities = settings.OtlpCa is { } ca ? CollectorTrust.Read("--audit-otlp-ca", ca) : null;
        var sinks = new List<IRecordSink>();
        if (settings.Stdout) sinks.Add(new StandardOutputSink(options.StandardOutput()));
        if (settings.Otlp is { } address) sinks.Add(new OtlpSink(address, authorities, settings.OtlpTokenFile, settings.OtlpTimeout, clock));
        return sinks;
    }
}
