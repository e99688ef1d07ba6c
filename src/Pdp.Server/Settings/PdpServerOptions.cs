using Pdp.Bundles.Sources.Git;
using Pdp.Bundles.Sources.Https;
using Pdp.Server.Auditing;
using Pdp.Server.ShadowReports;
using Pdp.Server.Telemetry.Export;
using Pdp.Server.Telemetry.Metrics;
using Pdp.Wire;

namespace Pdp.Server.Settings;

/// <summary>Everything an operator can set.</summary>
internal sealed record PdpServerOptions
{
    // the request, its `evaluations`, one of them, its subject
    private const int LevelsAroundProperties = 4;

    /// <summary>The folder of policy documents.</summary>
    public string Policies { get; init; } = "policies";

    /// <summary>Whether an operator has named that folder, and it is not the default.</summary>
    public bool HasPolicies { get; init; }

    /// <summary>The git repository of policy documents, instead of a folder; null: it is none.</summary>
    public GitLocation? Git { get; init; }

    /// <summary>Which of its branches, tags or commits; null: its HEAD.</summary>
    public string? GitRef { get; init; }

    /// <summary>The policy folder in the repository; empty: all of it.</summary>
    public string GitPath { get; init; } = "";

    /// <summary>The file of the keys that may sign commits; null: none has to.</summary>
    public string? GitKeys { get; init; }

    /// <summary>How long one exchange with a remote repository may take.</summary>
    public TimeSpan GitTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The bundle of policies, instead of a folder; null: it is a folder.</summary>
    public BundleLocation? Bundle { get; init; }

    /// <summary>The file of the keys that may sign the bundle; null: it need not be signed.</summary>
    public string? BundleKeys { get; init; }

    /// <summary>Whether the operator has said that the bundle need not be signed.</summary>
    public bool BundleUnsigned { get; init; }

    /// <summary>The file of the authorities that may vouch for the bundle's server; null: those of the system may.</summary>
    public string? BundleCa { get; init; }

    /// <summary>The file of the token that the bundle's server asks for; null: none is sent.</summary>
    public string? BundleTokenFile { get; init; }

    /// <summary>How long fetching the bundle may take.</summary>
    public TimeSpan BundleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the bundle's server is asked to wait for news.</summary>
    public TimeSpan BundleWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether changes of the policies come into force while the server runs.</summary>
    public bool Reload { get; init; } = true;

    /// <summary>Whether the file system is asked to tell of changes.</summary>
    public bool Watch { get; init; } = true;

    /// <summary>How often the policies are read again, whatever the file system tells.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The folder in which the last good policies are kept; null: none are.</summary>
    public string? State { get; init; }

    /// <summary>How long a call is held up at most that demands a revision which is not in force yet.</summary>
    public TimeSpan RevisionWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The file of the secret that those who ask for a reload have to know; null: nobody may.</summary>
    public string? ReloadTokenFile { get; init; }

    /// <summary>How long the source of the policies may be out of reach before they are stale; null: for ever.</summary>
    public TimeSpan? MaxStaleness { get; init; }

    /// <summary>What happens when the policies are stale.</summary>
    public WhenStale WhenStale { get; init; }

    /// <summary>Whether policies may go back to earlier versions.</summary>
    public bool AllowRollback { get; init; }

    /// <summary>Where gRPC is served.</summary>
    public ListenAddress Grpc { get; init; } = ListenAddress.Loopback(50051);

    /// <summary>Where HTTP is served.</summary>
    public ListenAddress Http { get; init; } = ListenAddress.Loopback(8080);

    /// <summary>By what address clients know <see cref="Http"/>; null: the server does not know it, and publishes no metadata.</summary>
    public PublicAddress? PublicUrl { get; init; }

    /// <summary>The folder of the policies that say who may call; null: those that the server comes with.</summary>
    public string? Access { get; init; }

    /// <summary>The file of the API keys that callers may show; null: there are none.</summary>
    public string? ApiKeys { get; init; }

    /// <summary>Whether callers may show who they are by tokens of the issuers.</summary>
    public bool CallerTokens { get; init; }

    /// <summary>The file of what is revoked; null: there is none.</summary>
    public string? Revocations { get; init; }

    /// <summary>The file that says whose security events are taken; null: nobody's.</summary>
    public string? SecurityEvents { get; init; }

    /// <summary>Addresses of other machines that may ask as gateways.</summary>
    public IReadOnlyList<System.Net.IPNetwork> GatewayCallers { get; init; } = [];

    /// <summary>Who vouches for certificates that gateways hand on, where that is not as for connections.</summary>
    public TrustOptions Forwarded { get; init; } = TrustOptions.None;

    /// <summary>Whether certificates that gateways hand on can be verified.</summary>
    public bool VerifiesForwarded => Forwarded.IsOn || Tls.AsksClients;

    /// <summary>Whether Envoy is told of errors as such, so that its configuration says what becomes of the request.</summary>
    public bool ExtAuthzErrors { get; init; }

    /// <summary>Whether answers over AuthZEN tell how they came about.</summary>
    public bool AuthZenReasons { get; init; }

    /// <summary>Whether other machines may connect without encryption.</summary>
    public bool InsecurePlaintext { get; init; }

    /// <summary>The document of the issuers whose tokens are taken; null: nobody's are.</summary>
    public string? Issuers { get; init; }

    /// <summary>How connections over TCP are encrypted.</summary>
    public TlsOptions Tls { get; init; } = TlsOptions.None;

    /// <summary>Whether a proxy before the server ends TLS and passes calls on as it got them, with <c>https</c> as their scheme.</summary>
    public bool BehindTls { get; init; }

    /// <summary>Whether gRPC reflection shows the contract.</summary>
    public bool Reflection { get; init; } = true;

    /// <summary>How the log is written.</summary>
    public LogFormat Log { get; init; } = LogFormat.Console;

    /// <summary>Largest message received, in bytes.</summary>
    public int MaxMessageBytes { get; init; } = 1024 * 1024;

    /// <summary>Bounds on what a request may hold.</summary>
    public WireLimits Wire { get; init; } = new();

    /// <summary>Most items of a batch.</summary>
    public int MaxBatchItems { get; init; } = 1000;

    /// <summary>Most answers of a stream that wait to be sent together.</summary>
    public int MaxStreamItems { get; init; } = 128;

    /// <summary>Most candidates that one request of a search looks at.</summary>
    public int MaxSearchCandidates { get; init; } = 10_000;

    /// <summary>Objects and arrays within one another in a JSON request, those around <c>properties</c> counted.</summary>
    public int MostJsonLevels => Wire.MaxNesting + LevelsAroundProperties;

    /// <summary>Longest time one decision may take, if less than the bundle allows.</summary>
    public TimeSpan? DecisionTime { get; init; }

    /// <summary>On which share of the requests shadow versions are evaluated, from 0 to 1.</summary>
    public double ShadowShare { get; init; } = 1;

    /// <summary>The file of samples of what shadow versions say differently; null: there is none.</summary>
    public string? ShadowLog { get; init; }

    /// <summary>How much of their requests samples have.</summary>
    public RecordedRequest ShadowLogRequests { get; init; }

    /// <summary>Most samples of each pair of decisions of a shadow version in a second.</summary>
    public int ShadowLogRate { get; init; } = 10;

    /// <summary>Where standard output is; tests put something else in its place.</summary>
    internal Func<Stream> StandardOutput { get; init; } =
        // not the console's own stream, which takes writes to a reader that is gone for done
        static () => new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);

    /// <summary>How the decision log is kept.</summary>
    public AuditSettings Audit { get; init; } = AuditSettings.Off;

    /// <summary>Who may read the metrics.</summary>
    public MetricsExposure Metrics { get; init; }

    /// <summary>The collector that metrics and spans are sent to; null: they are not.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>The file of the authorities that may vouch for it; null: whom the system trusts.</summary>
    public string? OtlpCa { get; init; }

    /// <summary>What OpenTelemetry's variables say of sending metrics.</summary>
    public SignalVariables OtlpMetrics { get; init; } = SignalVariables.None;

    /// <summary>What they say of sending spans.</summary>
    public SignalVariables OtlpSpans { get; init; } = SignalVariables.None;

    /// <summary>How often they are sent.</summary>
    public ExportPace OtlpPace { get; init; } = new();

    /// <summary>Which share of the calls is traced whose callers do not say whether they are, from 0 to 1.</summary>
    public double TraceShare { get; init; }

    /// <summary>How long the server goes on taking calls after it said that it stops.</summary>
    public TimeSpan StopDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long calls under way may go on after that.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether calls are answered without the host where they can be. Nobody can set it: it is for tests, which hold one way against
    /// the other.
    /// </summary>
    public bool AnswersDirectly { get; init; } = true;
}
