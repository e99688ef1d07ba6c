using System.Security.Cryptography.X509Certificates;
using OpenTelemetry.Exporter;
using Pdp.Server.Hosting;
using Pdp.Server.Settings;

namespace Pdp.Server.Telemetry.Export;

/// <summary>Where one kind of telemetry goes, and how.</summary>
/// <param name="Url">The whole address: of gRPC that of the collector, of HTTP that which takes this kind.</param>
/// <param name="Protocol">How it is asked.</param>
/// <param name="Authorities">Who may vouch for it; null: whom the system trusts.</param>
/// <param name="Variables">What else is to be done.</param>
internal sealed record CollectorTarget(Uri Url, OtlpExportProtocol Protocol, X509Certificate2Collection? Authorities, SignalVariables Variables)
{
    private const int HttpPort = 4318;

    /// <summary>Where metrics and spans go, each where there is a collector for it.</summary>
    /// <exception cref="StartUpException">A file of authorities cannot be used.</exception>
    public static (CollectorTarget? Metrics, CollectorTarget? Spans) Read(PdpServerOptions options) =>
        (Of(options, options.OtlpMetrics, "v1/metrics"), Of(options, options.OtlpSpans, "v1/traces"));

    /// <summary>Whether a collector is asked by HTTP where nothing else is said: an address with a path is one of OTLP over HTTP.</summary>
    public static bool IsHttp(Uri url) => url.AbsolutePath.Length > 1 || url.Port == HttpPort;

    private static CollectorTarget? Of(PdpServerOptions options, SignalVariables variables, string path)
    {
        if ((variables.Endpoint ?? options.OtlpEndpoint) is not { } url) return null;
        var protocol = variables.Protocol ?? (IsHttp(url) ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc);

        // the address of one kind is taken as it is, that of all kinds gets a path for each
        if (variables.Endpoint is null && protocol == OtlpExportProtocol.HttpProtobuf) url = new Uri(new Uri(url.AbsoluteUri.TrimEnd('/') + "/"), path);
        var authorities = variables.Authorities ?? options.OtlpCa;
        return new CollectorTarget(
            url, protocol, authorities is null || url.Scheme == Uri.UriSchemeHttp ? null : CollectorTrust.Read("--otlp-ca` or `OTEL_EXPORTER_OTLP_…CERTIFICATE", authorities), variables);
    }
}
