namespace Pdp.Client;

/// <summary>How a client reaches its PDP, and how long it waits.</summary>
public sealed class PdpClientOptions
{
    /// <summary>
    /// Where the PDP listens: <c>http://127.0.0.1:50051</c>, <c>https://pdp.internal:50051</c>, <c>unix:/run/pdp.sock</c>, or
    /// <c>dns:///pdp.internal:50051</c>, which is all addresses that the name has (<c>dnss:///…</c> over TLS). Of several, each is asked in turn, and those that cannot
    /// be reached are passed over; they must all be http or all https.
    /// </summary>
    public IList<string> Endpoints { get; init; } = [];

    /// <summary>How long an answer may take, all attempts together. Default: 250 ms.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How often a PDP that cannot be reached is asked, from 1 to 5, within <see cref="Timeout"/>. Default: 5, so that where there are two
    /// and one goes, hardly a call meets that one only.
    /// </summary>
    public int MaxAttempts { get; set; } = 5;

    /// <summary>
    /// After how long a second PDP is asked as well, for the answer that comes first; null: never. It takes the place of further attempts,
    /// and costs up to twice the calls. Default: null.
    /// </summary>
    public TimeSpan? HedgingDelay { get; set; }

    /// <summary>Whether checks without encryption may leave this machine. Default: false, they may not.</summary>
    public bool AllowPlaintext { get; set; }

    /// <summary>Encryption, for https.</summary>
    public PdpTlsOptions Tls { get; init; } = new();

    /// <summary>When the PDP is not asked any more.</summary>
    public CircuitBreakerOptions CircuitBreaker { get; init; } = new();

    /// <summary>When checks share a stream instead of being calls of their own.</summary>
    public StreamingOptions Streaming { get; init; } = new();

    /// <summary>Keeping decisions for a moment.</summary>
    public DecisionCacheOptions Cache { get; init; } = new();

    /// <summary>
    /// Whether answers of a signed bundle older than one seen before are taken. By default they are refused, with
    /// <see cref="ReasonCode.StalePolicy"/>: going back is best done by publishing the old policies under a new number.
    /// </summary>
    public bool AllowOlderBundles { get; set; }

    /// <summary>What the application knows of obligations.</summary>
    public ObligationHandlers Obligations { get; init; } = new();

    /// <summary>How many checks may be under way at a time; one more is <see cref="ReasonCode.Throttled"/>. Default: 50,000.</summary>
    public int MaxConcurrentChecks { get; set; } = 50_000;

    /// <summary>The largest request, in bytes: one that is larger is not sent. It should be the PDP's own limit. Default: 1 MiB.</summary>
    public int MaxRequestBytes { get; set; } = 1024 * 1024;

    /// <summary>The largest answer, in bytes. Default: 4 MiB.</summary>
    public int MaxResponseBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How many checks one call carries at most when many are asked at once. It should be the PDP's own limit. Default: 1000.</summary>
    public int MaxBatchItems { get; set; } = 1000;

    /// <summary>How often the addresses of a <c>dns:///</c> endpoint are looked up. Default: 30 s.</summary>
    public TimeSpan DnsRefreshInterval { get; set; } = TimeSpan.FromSeconds(30);
}
