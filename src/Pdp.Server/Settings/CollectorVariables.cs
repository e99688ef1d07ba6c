using System.Collections;
using System.Globalization;
using OpenTelemetry.Exporter;
using Pdp.Server.Telemetry.Export;

namespace Pdp.Server.Settings;

/// <summary>
/// What OpenTelemetry's variables say of collectors. What they ask for and cannot have is an error: else it would be missed by nobody until it is
/// too late.
/// </summary>
internal sealed class CollectorVariables
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";
    private const string Metrics = "METRICS_";
    private const string Spans = "TRACES_";
    private const string Logs = "LOGS_";
    private const int LongestTimeout = 3_600_000;

    private readonly IDictionary _environment;
    private readonly List<SettingError> _errors;

    private CollectorVariables(IDictionary environment, List<SettingError> errors) => (_environment, _errors) = (environment, errors);

    /// <summary>Reads them.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="options">What the server's own settings say.</param>
    /// <param name="errors">Gets what is wrong, also with those.</param>
    public static PdpServerOptions Read(IDictionary environment, PdpServerOptions options, List<SettingError> errors) => new CollectorVariables(environment, errors).Read(options);

    private PdpServerOptions Read(PdpServerOptions options)
    {
        var (own, ca) = (options.OtlpEndpoint, options.OtlpCa);
        if (own is null) options = options with { OtlpEndpoint = Endpoint("") };
        options = options with { OtlpMetrics = new() { Endpoint = Endpoint(Metrics) }, OtlpSpans = new() { Endpoint = Endpoint(Spans) } };
        CheckLogs(options);
        if (options is { OtlpEndpoint: null, OtlpMetrics.Endpoint: null, OtlpSpans.Endpoint: null })
        {
            if (ca is not null) _errors.Add(new SettingError("--otlp-ca", "means nothing without a collector", "name it with `--otlp-endpoint URL`"));
            return options;
        }

        var all = Signal("");
        if (ca is null) options = options with { OtlpCa = all.Authorities };
        all = all with { Authorities = null };
        options = options with
        {
            OtlpMetrics = (Signal(Metrics) with { Endpoint = options.OtlpMetrics.Endpoint }).Over(all),
            OtlpSpans = (Signal(Spans) with { Endpoint = options.OtlpSpans.Endpoint }).Over(all),
        };
        CheckTemporality();
        Uri[] endpoints = [.. new[] { options.OtlpMetrics.Endpoint ?? options.OtlpEndpoint, options.OtlpSpans.Endpoint ?? options.OtlpEndpoint }.OfType<Uri>()];
        if (ca is not null && endpoints.All(static url => url.Scheme == Uri.UriSchemeHttp))
            _errors.Add(new SettingError("--otlp-ca", "nobody vouches for a collector that is asked by http", "give `--otlp-endpoint` an https URL"));
        Check(own is null ? Prefix + "ENDPOINT" : "--otlp-endpoint", options.OtlpEndpoint, options.InsecurePlaintext, [.. new[] { options.OtlpMetrics, options.OtlpSpans }.Where(static one => one.Endpoint is null)]);
        Check($"{Prefix}{Metrics}ENDPOINT", options.OtlpMetrics.Endpoint, options.InsecurePlaintext, options.OtlpMetrics);
        Check($"{Prefix}{Spans}ENDPOINT", options.OtlpSpans.Endpoint, options.InsecurePlaintext, options.OtlpSpans);
        return options;
    }

    private void Check(string where, Uri? url, bool mayBeRead, params SignalVariables[] signals)
    {
        if (url is null) return;
        if (url is { Scheme: "http", IsLoopback: false } && !mayBeRead)
            _errors.Add(new SettingError(where, $"whoever is between here and `{url}` can read what is sent", "use https, a collector on this machine, or give `--insecure-plaintext` in a network you trust"));
        if (url.AbsolutePath.Length > 1 && Array.Exists(signals, static one => one.Protocol == OtlpExportProtocol.Grpc))
            _errors.Add(new SettingError(where, $"`{url}` has a path, and gRPC, which `{Prefix}PROTOCOL` asks for, has none", "take the path away, or ask for `http/protobuf`"));
    }

    // records of decisions are all that goes to a collector as logs, and who they are told to is not left to a variable that is there for others as well
    private void CheckLogs(PdpServerOptions options)
    {
        var sends = options.Audit.Otlp is not null || options.OtlpEndpoint is not null || Value(Logs, "ENDPOINT") is not null;
        if (!sends) return;
        foreach (var what in (string[])["ENDPOINT", "PROTOCOL", "HEADERS", "TIMEOUT", "COMPRESSION", "CERTIFICATE", "CLIENT_CERTIFICATE", "CLIENT_KEY"])
        {
            if (Value(Logs, what) is null) continue;
            _errors.Add(new SettingError(
                $"{Prefix}{Logs}{what}", "the only log that goes to a collector is that of decisions, and this is not where it is said how",
                "give `--audit-otlp URL`, with `--audit-otlp-token-file`, `--audit-otlp-ca` and `--audit-otlp-timeout`, and unset it"));
        }
    }

    private void CheckTemporality()
    {
        const string Temporality = "TEMPORALITY_PREFERENCE";
        if (Value(Metrics, Temporality) is { } preferred && !preferred.Equals("cumulative", StringComparison.OrdinalIgnoreCase))
            Wrong(Metrics, Temporality, $"expected `cumulative`, got `{preferred}`", "metrics are sent cumulative; a collector can make them what is wanted");
    }

    private SignalVariables Signal(string signal)
    {
        foreach (var what in (string[])["CLIENT_CERTIFICATE", "CLIENT_KEY"])
        {
            if (Value(signal, what) is not null)
                Wrong(signal, what, "the server shows collectors no certificate", $"give a header instead (`{Prefix}HEADERS`), or name a collector on this machine that has the certificate");
        }

        return new SignalVariables
        {
            Protocol = Of<OtlpExportProtocol>(signal, "PROTOCOL", [("grpc", OtlpExportProtocol.Grpc), ("http/protobuf", OtlpExportProtocol.HttpProtobuf)]),
            Compression = Of<OtlpExportCompression>(signal, "COMPRESSION", [("none", OtlpExportCompression.None), ("gzip", OtlpExportCompression.GZip)]),
            Headers = Headers(signal),
            Authorities = Value(signal, "CERTIFICATE"),
            Timeout = Timeout(signal),
        };
    }

    private Uri? Endpoint(string signal)
    {
        if (Value(signal, "ENDPOINT") is not { } text) return null;
        var url = CollectorUrl.Parse(text, out var error);
        if (url is null) Wrong(signal, "ENDPOINT", error!, help: null);
        return url;
    }

    private T? Of<T>(string signal, string what, (string Word, T Meaning)[] words)
        where T : struct
    {
        if (Value(signal, what) is not { } text) return null;
        foreach (var (word, meaning) in words)
        {
            if (word == text) return meaning;
        }

        Wrong(signal, what, $"expected `{words[0].Word}` or `{words[1].Word}`, got `{text}`", help: null);
        return null;
    }

    private int? Timeout(string signal)
    {
        if (Value(signal, "TIMEOUT") is not { } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= LongestTimeout) return number;
        Wrong(signal, "TIMEOUT", $"expected milliseconds from 1 to {LongestTimeout}, got `{text}`", help: null);
        return null;
    }

    // as OpenTelemetry reads them; what is wrong with one is told without it
    private string? Headers(string signal)
    {
        if (Value(signal, "HEADERS") is not { } text) return null;
        foreach (var header in Uri.UnescapeDataString(text).Split(','))
        {
            var equals = header.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && header[..equals].Trim() is { Length: > 0 } name && name.All(static sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_' or '.')
                && header[(equals + 1)..].All(static sign => sign is >= ' ' and <= '~'))
            {
                continue;
            }

            Wrong(signal, "HEADERS", "expected headers with commas between them, such as `x-key=secret,x-tenant=a`, got other text", help: null);
            return null;
        }

        return text;
    }

    private void Wrong(string signal, string what, string message, string? help) => _errors.Add(new SettingError($"{Prefix}{signal}{what}", message, help));

    private string? Value(string signal, string what) => _environment[$"{Prefix}{signal}{what}"] is string { Length: > 0 } text ? text : null;
}
