using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Pdp.Bundles.Sources.Git;
using Pdp.Bundles.Sources.Https;
using Pdp.Identity.Spiffe;
using Pdp.Identity.WorkloadApi;
using Pdp.Language.Values;
using Pdp.Server.Auditing;
using Pdp.Server.Auditing.Sinks;
using Pdp.Server.ShadowReports;
using Pdp.Server.Telemetry.Export;
using Pdp.Server.Telemetry.Metrics;
using Pdp.Server.Transport.Vault;
using Pdp.Wire;

namespace Pdp.Server.Settings;

/// <summary>All settings. Help, command line, environment and file come from this one table.</summary>
internal static class AllSettings
{
    private const int LargestMessage = 256 * 1024 * 1024;

    /// <summary>The settings in the order of the help.</summary>
    public static IReadOnlyList<Setting> Table { get; } =
    [
        Text("policies", "DIR", "folder of policy documents (default: policies)", static (o, v) => o with { Policies = v, HasPolicies = true }),
        new("git", "URL", "git repository of policy documents: https://…, ssh://…, file://… or a path (default: a folder)", Git),
        new("git-ref", "NAME", "branch, tag, full name of a reference or full id of a commit (default: its HEAD)", GitReferenceName),
        Text("git-path", "DIR", "policy folder in the repository (default: all of it)", static (o, v) => o with { GitPath = v }),
        Text("git-keys", "FILE", "keys that may sign commits, as ssh's allowed_signers (default: none has to)", static (o, v) => o with { GitKeys = v }),
        Duration("git-timeout", "how long one exchange with a remote repository may take (default: 30s)", static (o, v) => o with { GitTimeout = v }),
        new("bundle", "URL", "bundle of policies, fetched by HTTPS (default: a folder)", Bundle),
        Text("bundle-keys", "FILE", "public keys or certificates that may sign it, as PEM (default: none)", static (o, v) => o with { BundleKeys = v }),
        Switch("bundle-unsigned", "take a bundle that nobody has signed", static (o, v) => o with { BundleUnsigned = v }),
        Text("bundle-ca", "FILE", "authorities, as PEM, that may vouch for its server (default: those of the system)", static (o, v) => o with { BundleCa = v }),
        Text("bundle-token-file", "FILE", "file of the bearer token that its server asks for (default: none is sent)", static (o, v) => o with { BundleTokenFile = v }),
        Duration("bundle-timeout", "how long fetching it may take (default: 30s)", static (o, v) => o with { BundleTimeout = v }),
        Duration("bundle-wait", "how long its server is asked to wait for news (default: 30s)", static (o, v) => o with { BundleWait = v }),
        new("reload", "BOOL", "put changes of the policies in force while the server runs (default: true)", static (o, text) => Bool(text, v => o with { Reload = v })),
        new("watch", "BOOL", "let the file system tell of changes; false for those that do not know of changes elsewhere, as NFS (default: true)",
            static (o, text) => Bool(text, v => o with { Watch = v })),
        Duration("poll", "how often to read the policies again, whatever the file system tells (default: 30s)", static (o, v) => o with { Poll = v }),
        Text("state", "DIR", "folder in which the last good policies are kept, for a start without their source (default: none)", static (o, v) => o with { State = v }),
        Text("reload-token-file", "FILE", "file of the secret that callers of Reload and senders of webhooks have to know (default: nobody may reload)", static (o, v) => o with { ReloadTokenFile = v }),
        Duration("revision-wait", "how long a call waits at most for the min_revision that it demands (default: 5s)", static (o, v) => o with { RevisionWait = v }),
        Duration("max-staleness", "how long the source of the policies may be out of reach before they are stale (default: for ever)", static (o, v) => o with { MaxStaleness = v }),
        new("when-stale", "WHAT", "what happens then, and when a bundle has expired: health says so (not-serving), or every answer is INDETERMINATE as well (indeterminate) (default: not-serving)", Stale),
        Switch("allow-rollback", "let policies go back to earlier versions", static (o, v) => o with { AllowRollback = v }),
        Address("grpc", "gRPC: ADDRESS:PORT or unix:PATH (default: 127.0.0.1:50051)", static (o, v) => o with { Grpc = v }),
        Address("http", "HTTP, for AuthZEN, forward-auth, /healthz and /readyz: ADDRESS:PORT or unix:PATH (default: 127.0.0.1:8080)", static (o, v) => o with { Http = v }),
        new("public-url", "URL", "https URL by which clients know the HTTP address, for AuthZEN's metadata (default: no metadata)", PublicUrl),
        Switch("authzen-reasons", "tell in answers over AuthZEN how they came about", static (o, v) => o with { AuthZenReasons = v }),
        Text("access", "DIR", "folder of policies that say which callers may do what (default: built in)", static (o, v) => o with { Access = v }),
        Text("api-keys", "FILE", "API keys by which callers can show who they are, as digests (default: none)", static (o, v) => o with { ApiKeys = v }),
        Switch("caller-tokens", "let callers show who they are by tokens of --issuers, too", static (o, v) => o with { CallerTokens = v }),
        Text("revocations", "FILE", "subjects, sessions, tokens, workloads and certificates that do not count any more (default: none)", static (o, v) => o with { Revocations = v }),
        Text("security-events", "FILE", "whose security events (CAEP, RISC) are taken at /security-events (default: nobody's)", static (o, v) => o with { SecurityEvents = v }),
        new("gateway-callers", "NETWORKS", "other machines that may ask as gateways, such as 10.1.0.0/16,fd00::/8 (default: none)", GatewayCallers),
        Text("forwarded-client-ca", "FILE", "authorities, as PEM, of certificates that gateways hand on (default: those of connections)", static (o, v) => o with { Forwarded = o.Forwarded with { ClientAuthorities = v } }),
        new("forwarded-spiffe-bundles", "BUNDLES", "authorities, as PEM, of each SPIFFE trust domain whose workloads gateways tell of, such as example.org=a.pem (default: those of connections)", ForwardedBundles),
        Text("forwarded-crl", "FILE", "lists of revoked certificates, as PEM, of every one of these authorities (default: none)", static (o, v) => o with { Forwarded = o.Forwarded with { Revoked = v } }),
        Switch("ext-authz-errors", "tell Envoy of errors of the server as errors, which its `failure_mode_allow` lets pass; without, they are denials", static (o, v) => o with { ExtAuthzErrors = v }),
        Switch("insecure-plaintext", "let other machines connect without encryption; needed to listen beyond loopback", static (o, v) => o with { InsecurePlaintext = v }),
        Text("issuers", "FILE", "document of the issuers whose tokens subjects may have (default: no token is taken)", static (o, v) => o with { Issuers = v }),
        Text("tls-cert", "FILE", "certificate of the server, and those between it and its authority, as PEM (default: no encryption)", static (o, v) => o with { Tls = o.Tls with { Certificate = v } }),
        Text("tls-key", "FILE", "its private key, as PEM (default: none)", static (o, v) => o with { Tls = o.Tls with { Key = v } }),
        Text("tls-client-ca", "FILE", "authorities, as PEM, whose certificates clients have to show (default: none)", static (o, v) => o with { Tls = o.Tls with { ClientAuthorities = v } }),
        new("tls-spiffe-bundles", "BUNDLES", "authorities, as PEM, of each SPIFFE trust domain whose workloads may connect, such as example.org=a.pem,example.com=b.pem (default: none)", SpiffeBundles),
        Text("tls-crl", "FILE", "lists of revoked certificates, as PEM, of every authority of clients (default: none)", static (o, v) => o with { Tls = o.Tls with { Revoked = v } }),
        new("tls-workload-api", "ADDRESS", "SPIFFE Workload API that certificate, authorities and revocations come from instead of files: unix:///PATH, tcp://IP:PORT, or env for what SPIFFE_ENDPOINT_SOCKET says (default: none)", WorkloadApi),
        Duration("tls-workload-wait", "how long the start waits for its first identity from there (default: 30s)", static (o, v) => o with { Tls = o.Tls with { WorkloadWait = v } }),
        new("tls-vault", "URL", "role of Vault's PKI that issues certificate and key instead of files, such as https://vault.example.org:8200/v1/pki/issue/pdp (default: none)", Vault),
        new("tls-vault-names", "NAMES", "names to ask it for: host names, the common name first, addresses and URIs, such as pdp.example.org,spiffe://example.org/pdp (default: none)", VaultNames),
        Text("tls-vault-token-file", "FILE", "file of the token for Vault, read anew for each call (default: none)", static (o, v) => o with { Tls = o.Tls with { VaultTokenFile = v } }),
        Text("tls-vault-ca", "FILE", "authorities, as PEM, that may vouch for Vault (default: those of the system)", static (o, v) => o with { Tls = o.Tls with { VaultAuthorities = v } }),
        Duration("tls-poll", "how often these files are looked at for changes (default: 1s)", static (o, v) => o with { Tls = o.Tls with { Poll = v } }),
        Switch("behind-tls", "take calls whose scheme is https without encryption, as from a proxy that ends TLS and passes HTTP/2 on unchanged", static (o, v) => o with { BehindTls = v }),
        new("reflection", "BOOL", "show the contract to tools such as grpcurl by gRPC reflection (default: true)",
            static (o, text) => Bool(text, v => o with { Reflection = v })),
        new("log", "FORMAT", "write the log for people or as JSON: console, json (default: console)", Log),
        Number("max-message-bytes", 1024, LargestMessage, "largest request, in bytes (default: 1048576)", static (o, v) => o with { MaxMessageBytes = v }),
        Number("max-nesting", 1, WireLimits.LargestNesting, "objects and lists within one another in a request (default: 32)", static (o, v) => o with { Wire = o.Wire with { MaxNesting = v } }),
        Number("max-string-bytes", 1, LargestMessage, "longest string in a request, in bytes (default: 8192)", static (o, v) => o with { Wire = o.Wire with { MaxStringBytes = v } }),
        Number("max-collection", 1, 1_000_000, "most members of an object or elements of a list in a request (default: 1000)", static (o, v) => o with { Wire = o.Wire with { MaxCollection = v } }),
        Number("max-batch-items", 1, 100_000, "most items of a CheckBatch, or of AuthZEN's evaluations (default: 1000)", static (o, v) => o with { MaxBatchItems = v }),
        Number("max-stream-items", 1, 100_000, "most answers of a CheckStream that wait to be sent together (default: 128)", static (o, v) => o with { MaxStreamItems = v }),
        Number("max-search-candidates", 1, 1_000_000, "most entities or actions that one page of a search looks at (default: 10000)", static (o, v) => o with { MaxSearchCandidates = v }),
        Duration("decision-time", "longest time one decision may take, such as 50ms (default: what the bundle says)", static (o, v) => o with { DecisionTime = v }),
        new("shadow-share", "SHARE", "share of the requests that shadow versions are evaluated on, such as 5% or 0.05 (default: 100%)", Share),
        Text("shadow-log", "FILE", "append samples of what shadow versions say differently to FILE, as JSON lines (default: none)", static (o, v) => o with { ShadowLog = v }),
        new("shadow-log-requests", "WHAT", "what samples have of their requests: types and ids alone, or everything: ids, full (default: ids)", LogRequests),
        Number("shadow-log-rate", 1, 100_000, "most samples in a second of each shadow version and pair of decisions (default: 10)", static (o, v) => o with { ShadowLogRate = v }),
        new("audit", "MODE", "record decisions: off; bounded, where no call waits, and what there is no room for is counted; required, where no PERMIT is given whose record is not on the disk (default: off)", Audit),
        Text("audit-dir", "DIR", "folder of the decision log, for this server alone (default: none)", static (o, v) => o with { Audit = o.Audit with { Folder = v } }),
        new("audit-requests", "WHAT", "what records have of their requests: types and ids alone, or everything that is not sensitive: ids, full (default: full)", AuditRequests),
        new("audit-permits", "SHARE", "share of the PERMITs that are recorded, such as 5% or 0.05; everything else always is (default: 100%)", AuditPermits),
        Number("audit-buffer", 16, 1_048_576, "most records that wait to be written (default: 8192)", static (o, v) => o with { Audit = o.Audit with { Buffer = v } }),
        Duration("audit-wait", "how long a PERMIT waits at most for its record to be on the disk, where that is required (default: 1s)", static (o, v) => o with { Audit = o.Audit with { Wait = v } }),
        Number("audit-file-mib", 1, 65_536, "size of a file of the log, in MiB, that another one follows (default: 128)", static (o, v) => o with { Audit = o.Audit with { FileMegabytes = v } }),
        Duration("audit-file-age", "age of a file of the log that another one follows (default: 1h)", static (o, v) => o with { Audit = o.Audit with { FileAge = v } }),
        Number("audit-files", 2, 1_000_000, "most files of the log: the oldest is removed for another (default: 64)", static (o, v) => o with { Audit = o.Audit with { Files = v } }),
        Text("audit-key", "FILE", "private key, as PEM, that signs checkpoints of the log (default: none)", static (o, v) => o with { Audit = o.Audit with { Key = v } }),
        Duration("audit-checkpoint", "how often the log is signed (default: 1m)", static (o, v) => o with { Audit = o.Audit with { Checkpoint = v } }),
        Text("audit-hash-key", "FILE", "secret that attributes marked `hash` in schemas are hashed with (default: none; they are masked)", static (o, v) => o with { Audit = o.Audit with { HashKey = v } }),
        Switch("audit-stdout", "write the records of the decision log to standard output as well; the server's log goes to standard error then", static (o, v) => o with { Audit = o.Audit with { Stdout = v } }),
        new("audit-otlp", "URL", "send the records of the decision log to this collector as well, by OTLP over HTTP, such as https://collector.example.org:4318 (default: none)", AuditOtlp),
        Text("audit-otlp-ca", "FILE", "authorities, as PEM, that may vouch for it (default: those of the system)", static (o, v) => o with { Audit = o.Audit with { OtlpCa = v } }),
        Text("audit-otlp-token-file", "FILE", "file of the bearer token that it asks for, read anew each time (default: none is sent)", static (o, v) => o with { Audit = o.Audit with { OtlpTokenFile = v } }),
        Duration("audit-otlp-timeout", "how long one exchange with it may take (default: 10s)", static (o, v) => o with { Audit = o.Audit with { OtlpTimeout = v } }),
        Number("audit-sink-mib", 1, 4096, "most records, in MiB, that wait for standard output or the collector (default: 16)", static (o, v) => o with { Audit = o.Audit with { SinkMegabytes = v } }),
        new("metrics", "WHO", "who may read /metrics: callers that may observe (guarded), everybody that can connect (open), or nobody (off) (default: guarded)", Metrics),
        new("otlp-endpoint", "URL", "collector that metrics and spans are sent to by OTLP, such as http://127.0.0.1:4317 (default: what OTEL_EXPORTER_OTLP_ENDPOINT says, else none)", Collector),
        Text("otlp-ca", "FILE", "authorities, as PEM, that may vouch for it (default: what OTEL_EXPORTER_OTLP_CERTIFICATE names, else those of the system)", static (o, v) => o with { OtlpCa = v }),
        new("trace-share", "SHARE", "share of the calls to trace whose callers say nothing of it, such as 1% or 0.01 (default: 0%)", TraceShare),
        Duration("stop-delay", "how long to go on taking calls after saying, by health, that the server stops (default: 1s)", static (o, v) => o with { StopDelay = v }),
        Duration("drain-time", "how long calls under way may go on after that (default: 10s)", static (o, v) => o with { DrainTime = v }),
    ];

    private static Setting Text(string name, string helpName, string description, Func<PdpServerOptions, string, PdpServerOptions> set) =>
        new(name, helpName, description, (options, text) =>
            text.Length == 0 ? SettingOutcome.Wrong($"expected {helpName}, got an empty text") : SettingOutcome.Of(set(options, text)));

    private static Setting Address(string name, string description, Func<PdpServerOptions, ListenAddress, PdpServerOptions> set) =>
        new(name, "ADDRESS", description, (options, text) =>
            ListenAddress.Parse(text, out var error) is { } address ? SettingOutcome.Of(set(options, address)) : SettingOutcome.Wrong(error!));

    private static Setting Switch(string name, string description, Func<PdpServerOptions, bool, PdpServerOptions> set) =>
        new(name, null, description, (options, text) => Bool(text, v => set(options, v)));

    private static Setting Number(string name, int least, int most, string description, Func<PdpServerOptions, int, PdpServerOptions> set) =>
        new(name, "NUMBER", description, (options, text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? SettingOutcome.Of(set(options, number))
                : SettingOutcome.Wrong($"expected a whole number from {least} to {most}, got `{text}`"));

    private static Setting Duration(string name, string description, Func<PdpServerOptions, TimeSpan, PdpServerOptions> set) =>
        new(name, "DURATION", description, (options, text) =>
        {
            var value = CelText.ParseDuration(text);
            return value.Kind == ValueKind.Duration && value.AsDurationNanos is > 0 and <= 3_600_000_000_000
                ? SettingOutcome.Of(set(options, TimeSpan.FromTicks(Math.Max(1, value.AsDurationNanos / TimeSpan.NanosecondsPerTick))))
                : SettingOutcome.Wrong($"expected a duration such as `50ms`, `2s`, `1m30s`, at most `1h`, got `{text}`");
        });

    private static SettingOutcome PublicUrl(PdpServerOptions options, string text) =>
        PublicAddress.Parse(text, out var error) is { } address ? SettingOutcome.Of(options with { PublicUrl = address }) : SettingOutcome.Wrong(error!);

    private static SettingOutcome GatewayCallers(PdpServerOptions options, string text)
    {
        var networks = new List<IPNetwork>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var whole = IPAddress.TryParse(part, out var address) ? $"{address}/{(address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)}" : part;
            if (!IPNetwork.TryParse(whole, out var network))
                return SettingOutcome.Wrong($"expected addresses and networks with commas between them, such as `10.1.0.0/16,fd00::1`, got `{part}`");
            networks.Add(network);
        }

        return SettingOutcome.Of(options with { GatewayCallers = networks });
    }

    private static SettingOutcome SpiffeBundles(PdpServerOptions options, string text) =>
        Bundles(text, bundles => options with { Tls = options.Tls with { SpiffeBundles = bundles } });

    private static SettingOutcome ForwardedBundles(PdpServerOptions options, string text) =>
        Bundles(text, bundles => options with { Forwarded = options.Forwarded with { SpiffeBundles = bundles } });

    private static SettingOutcome Bundles(string text, Func<ImmutableSortedDictionary<string, string>, PdpServerOptions> set)
    {
        var bundles = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == part.Length - 1 || !SpiffeId.IsTrustDomain(part[..equals]))
                return SettingOutcome.Wrong($"expected trust domains with their files, such as `example.org=a.pem,example.com=b.pem`, got `{part}`");
            if (!bundles.TryAdd(part[..equals], part[(equals + 1)..])) return SettingOutcome.Wrong($"expected each trust domain once, got `{part[..equals]}` twice");
        }

        return SettingOutcome.Of(set(bundles.ToImmutable()));
    }

    private static SettingOutcome WorkloadApi(PdpServerOptions options, string text)
    {
        if (text == "env") return SettingOutcome.Of(options with { Tls = options.Tls with { FindsWorkloadApi = true, WorkloadApi = null } });
        return WorkloadAddress.Parse(text, out var error) is { } address
            ? SettingOutcome.Of(options with { Tls = options.Tls with { FindsWorkloadApi = false, WorkloadApi = address } })
            : SettingOutcome.Wrong(error!.Replace("`unix:///PATH` or `tcp://IP:PORT`", "`unix:///PATH`, `tcp://IP:PORT` or `env`", StringComparison.Ordinal));
    }

    private static SettingOutcome Vault(PdpServerOptions options, string text) =>
        VaultAddress.Parse(text, out var error) is { } address ? SettingOutcome.Of(options with { Tls = options.Tls with { Vault = address } }) : SettingOutcome.Wrong(error!);

    private static SettingOutcome VaultNames(PdpServerOptions options, string text)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        return names.Any(static name => name.Length == 0 || name.Any(char.IsWhiteSpace))
            ? SettingOutcome.Wrong($"expected names with commas between them, such as `pdp.example.org,spiffe://example.org/pdp`, got `{text}`")
            : SettingOutcome.Of(options with { Tls = options.Tls with { VaultNames = names } });
    }

    private static SettingOutcome Git(PdpServerOptions options, string text) =>
        GitLocation.Parse(text, out var error) is { } location ? SettingOutcome.Of(options with { Git = location }) : SettingOutcome.Wrong(error!);

    private static SettingOutcome GitReferenceName(PdpServerOptions options, string text) =>
        GitOptions.IsReference(text)
            ? SettingOutcome.Of(options with { GitRef = text })
            : SettingOutcome.Wrong($"expected the name of a branch or tag, or the full id of a commit, got `{text}`");

    private static SettingOutcome Bundle(PdpServerOptions options, string text) =>
        BundleLocation.Parse(text, out var error) is { } location ? SettingOutcome.Of(options with { Bundle = location }) : SettingOutcome.Wrong(error!);

    private static SettingOutcome Bool(string text, Func<bool, PdpServerOptions> set) => text.ToLowerInvariant() switch
    {
        "true" => SettingOutcome.Of(set(true)),
        "false" => SettingOutcome.Of(set(false)),
        _ => SettingOutcome.Wrong($"expected `true` or `false`, got `{text}`"),
    };

    private static SettingOutcome Share(PdpServerOptions options, string text) => Share(text, v => options with { ShadowShare = v });

    private static SettingOutcome Share(string text, Func<double, PdpServerOptions> set)
    {
        var isPercent = text.EndsWith('%');
        return double.TryParse(isPercent ? text.AsSpan(0, text.Length - 1) : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number <= (isPercent ? 100 : 1)
            ? SettingOutcome.Of(set(isPercent ? number / 100 : number))
            : SettingOutcome.Wrong($"expected a share from `0%` to `100%`, or from `0` to `1`, got `{text}`");
    }

    private static SettingOutcome LogRequests(PdpServerOptions options, string text) => Requests(text, v => options with { ShadowLogRequests = v });

    private static SettingOutcome Requests(string text, Func<RecordedRequest, PdpServerOptions> set) => text.ToLowerInvariant() switch
    {
        "ids" => SettingOutcome.Of(set(RecordedRequest.Ids)),
        "full" => SettingOutcome.Of(set(RecordedRequest.Full)),
        _ => SettingOutcome.Wrong($"expected `ids` or `full`, got `{text}`"),
    };

    private static SettingOutcome Audit(PdpServerOptions options, string text) => text.ToLowerInvariant() switch
    {
        "off" => SettingOutcome.Of(options with { Audit = options.Audit with { Mode = AuditMode.Off } }),
        "bounded" => SettingOutcome.Of(options with { Audit = options.Audit with { Mode = AuditMode.Bounded } }),
        "required" => SettingOutcome.Of(options with { Audit = options.Audit with { Mode = AuditMode.Required } }),
        _ => SettingOutcome.Wrong($"expected `off`, `bounded` or `required`, got `{text}`"),
    };

    private static SettingOutcome AuditRequests(PdpServerOptions options, string text) =>
        Requests(text, v => options with { Audit = options.Audit with { Requests = v } });

    private static SettingOutcome AuditPermits(PdpServerOptions options, string text) =>
        Share(text, v => options with { Audit = options.Audit with { Permits = v } });

    private static SettingOutcome AuditOtlp(PdpServerOptions options, string text) =>
        OtlpAddress.Parse(text, out var error) is { } address ? SettingOutcome.Of(options with { Audit = options.Audit with { Otlp = address } }) : SettingOutcome.Wrong(error!);

    private static SettingOutcome Metrics(PdpServerOptions options, string text) => text.ToLowerInvariant() switch
    {
        "guarded" => SettingOutcome.Of(options with { Metrics = MetricsExposure.Guarded }),
        "open" => SettingOutcome.Of(options with { Metrics = MetricsExposure.Open }),
        "off" => SettingOutcome.Of(options with { Metrics = MetricsExposure.Off }),
        _ => SettingOutcome.Wrong($"expected `guarded`, `open` or `off`, got `{text}`"),
    };

    private static SettingOutcome Collector(PdpServerOptions options, string text) =>
        CollectorUrl.Parse(text, out var error) is { } url ? SettingOutcome.Of(options with { OtlpEndpoint = url }) : SettingOutcome.Wrong(error!);

    private static SettingOutcome TraceShare(PdpServerOptions options, string text) => Share(text, v => options with { TraceShare = v });

    private static SettingOutcome Stale(PdpServerOptions options, string text) => text.ToLowerInvariant() switch
    {
        "not-serving" => SettingOutcome.Of(options with { WhenStale = WhenStale.NotServing }),
        "indeterminate" => SettingOutcome.Of(options with { WhenStale = WhenStale.Indeterminate }),
        _ => SettingOutcome.Wrong($"expected `not-serving` or `indeterminate`, got `{text}`"),
    };

    private static SettingOutcome Log(PdpServerOptions options, string text) => text.ToLowerInvariant() switch
    {
        "console" => SettingOutcome.Of(options with { Log = LogFormat.Console }),
        "json" => SettingOutcome.Of(options with { Log = LogFormat.Json }),
        _ => SettingOutcome.Wrong($"expected `console` or `json`, got `{text}`"),
    };
}
