using System.Collections;
using System.Globalization;
using OpenTelemetry.Exporter;
using Pdp.Language.Text;
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
    private const int LongestPause = 86_400_000;

    private const string Disabled = "OTEL_SDK_DISABLED";

    private static readonly string[] Known =
    [
        .. from signal in (string[])["", Metrics, Spans, Logs]
           from what in (string[])["ENDPOINT", "PROTOCOL", "HEADERS", "TIMEOUT", "COMPRESSION", "CERTIFICATE", "CLIENT_CERTIFICATE", "CLIENT_KEY", "INSECURE"]
           select Prefix + signal + what,
        Prefix + Metrics + "TEMPORALITY_PREFERENCE", Prefix + Metrics + "DEFAULT_HISTOGRAM_AGGREGATION",

        // what the specification had before, and says no more
        Prefix + "SPAN_INSECURE", Prefix + "METRIC_INSECURE",
    ];

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
        if (_environment[Disabled] is string disabled && disabled.Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            if (own is not null) _errors.Add(new SettingError(Disabled, "asks for no export, and `--otlp-endpoint` for one", "unset it, or give no `--otlp-endpoint`"));
            if (own is null && ca is not null) _errors.Add(new SettingError("--otlp-ca", $"means nothing where `{Disabled}` asks for no export", "give only one of the two"));
            return options;
        }

        CheckNames();
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
        CheckMetrics();
        options = options with { OtlpPace = Pace() };
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
            _errors.Add(new SettingError(where, $"whoever is between here and `{Told(url)}` can read what is sent", "use https, a collector on this machine, or give `--insecure-plaintext` in a network you trust"));
        if (url.AbsolutePath.Length > 1 && Array.Exists(signals, static one => one.Protocol == OtlpExportProtocol.Grpc))
            _errors.Add(new SettingError(where, $"`{Told(url)}/…` has a path, and gRPC, which `{Prefix}PROTOCOL` asks for, has none", "take the path away, or ask for `http/protobuf`"));
    }

    // a path may be what some collectors know their callers by
    private static string Told(Uri url) => url.GetLeftPart(UriPartial.Authority);

    // records of decisions are all that goes to a collector as logs, and who they are told to is not left to a variable that is there for others as well
    private void CheckLogs(PdpServerOptions options)
    {
        var sends = options.Audit.Otlp is not null || Value(Logs, "ENDPOINT") is not null || options is not { OtlpEndpoint: null, OtlpMetrics.Endpoint: null, OtlpSpans.Endpoint: null };
        if (!sends) return;
        foreach (var what in (string[])["ENDPOINT", "PROTOCOL", "HEADERS", "TIMEOUT", "COMPRESSION", "CERTIFICATE", "CLIENT_CERTIFICATE", "CLIENT_KEY"])
        {
            if (Value(Logs, what) is null) continue;
            _errors.Add(new SettingError(
                $"{Prefix}{Logs}{what}", "the only log that goes to a collector is that of decisions, and this is not where it is said how",
                "give `--audit-otlp URL`, with `--audit-otlp-token-file`, `--audit-otlp-ca` and `--audit-otlp-timeout`, and unset it"));
        }
    }

    // one that is written wrongly says nothing, and nobody would notice
    private void CheckNames()
    {
        foreach (var name in _environment.Keys.OfType<string>().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            if (Known.Contains(name) || name.StartsWith(Prefix + "PROFILES_", StringComparison.Ordinal)) continue;
            if (NearWord.Find(name[Prefix.Length..], Known.Select(static known => known[Prefix.Length..])) is { } near)
                _errors.Add(new SettingError(name, "OpenTelemetry has no such variable", $"did you mean `{Prefix}{near}`?"));
        }
    }

    private ExportPace Pace()
    {
        var (queue, batch) = (Number("OTEL_BSP_MAX_QUEUE_SIZE", 1_000_000, "spans"), Number("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", 1_000_000, "spans"));
        var pace = new ExportPace();
        pace = pace with
        {
            MetricInterval = Number("OTEL_METRIC_EXPORT_INTERVAL", LongestPause, "milliseconds") ?? pace.MetricInterval,
            MetricTimeout = Number("OTEL_METRIC_EXPORT_TIMEOUT", LongestTimeout, "milliseconds") ?? pace.MetricTimeout,
            SpanDelay = Number("OTEL_BSP_SCHEDULE_DELAY", LongestPause, "milliseconds") ?? pace.SpanDelay,
            SpanTimeout = Number("OTEL_BSP_EXPORT_TIMEOUT", LongestTimeout, "milliseconds") ?? pace.SpanTimeout,
            SpanQueue = queue ?? Math.Max(pace.SpanQueue, batch ?? 0),
            SpanBatch = batch ?? Math.Min(pace.SpanBatch, queue ?? pace.SpanBatch),
        };
        if (pace.SpanBatch > pace.SpanQueue)
            _errors.Add(new SettingError("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", $"no more spans can be sent together than wait, `{pace.SpanQueue}`, got `{pace.SpanBatch}`", "set it to no more than `OTEL_BSP_MAX_QUEUE_SIZE`"));
        return pace;
    }

    private int? Number(string name, int most, string what)
    {
        if (_environment[name] is not string { Length: > 0 } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= most) return number;
        _errors.Add(new SettingError(name, $"expected {what} from 1 to {most}, got `{text}`", Without(text)));
        return null;
    }

    // those who write a unit mean what other settings take
    private static string? Without(string text) =>
        text.EndsWith('s') && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= LongestPause / 1000
            ? $"write `{(seconds * 1000).ToString(CultureInfo.InvariantCulture)}`, without a unit" : null;

    private void CheckMetrics()
    {
        const string Temporality = "TEMPORALITY_PREFERENCE";
        const string Aggregation = "DEFAULT_HISTOGRAM_AGGREGATION";
        if (Value(Metrics, Aggregation) is { } aggregation && aggregation != "explicit_bucket_histogram")
            Wrong(Metrics, Aggregation, $"expected `explicit_bucket_histogram`, got `{aggregation}`", "histograms have the buckets that `/metrics` shows");
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

        var near = NearWord.Find(text, words.Select(static one => one.Word)) ?? words.Select(static one => one.Word).FirstOrDefault(word => word.Contains('/') && text.StartsWith(word[..word.IndexOf('/', StringComparison.Ordinal)], StringComparison.OrdinalIgnoreCase));
        Wrong(signal, what, $"expected `{words[0].Word}` or `{words[1].Word}`, got `{text}`", near is null ? $"unset it, or ask for one of the two" : $"did you mean `{near}`?");
        return null;
    }

    private int? Timeout(string signal) => Number($"{Prefix}{signal}TIMEOUT", LongestTimeout, "milliseconds");

    private string? Headers(string signal)
    {
        if (Value(signal, "HEADERS") is not { } text) return null;
        if (CollectorHeaders.Problem(text) is not { } problem) return text;
        Wrong(signal, "HEADERS", problem, "percent-encode what is no name or value, such as `%20` for a space; a value has no comma");
        return null;
    }

    private void Wrong(string signal, string what, string message, string? help) => _errors.Add(new SettingError($"{Prefix}{signal}{what}", message, help));

    private string? Value(string signal, string what) => _environment[$"{Prefix}{signal}{what}"] is string { Length: > 0 } text ? text : null;
}
