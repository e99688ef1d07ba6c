using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Pdp.Contracts.V1;

namespace Pdp.Client;

/// <summary>
/// A client of a policy decision point: one for an application, for all its threads. It denies whenever there is no answer.
/// </summary>
/// <example><code>
/// await using var pdp = new PdpClient(new PdpClientOptions { Endpoints = ["http://127.0.0.1:50051"] });
/// var decision = await pdp.CheckAsync(
///     new AccessRequest { Subject = new PdpSubject("user", "alice"), Action = "read", Resource = new PdpResource("document", "roadmap") },
///     cancellationToken);
/// if (decision.IsPermitted) …
/// </code></example>
public sealed class PdpClient : IPdpClient, IAsyncDisposable
{
    // as in the options
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(1);

    private readonly PdpClientOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly PdpPool _pool;
    private readonly Breaker _breaker;
    private readonly Asker _asker;
    private readonly ObligationDesk _obligations;
    private readonly ClientMeter _meter;
    private readonly RevisionWatch? _watch;
    private readonly DecisionCache? _cache;
    private readonly Flights? _flights;
    private bool _isDisposed;

    /// <summary>Makes a client; it connects when it is first asked.</summary>
    /// <param name="options">How it reaches its PDP; changes after this are not seen.</param>
    /// <param name="logger">Gets what its operator should know; null: nobody does.</param>
    /// <param name="clock">The time; null: the system's.</param>
    /// <param name="name">How metrics name it.</param>
    /// <exception cref="OptionsValidationException">The options are wrong: it names everything that is.</exception>
    /// <exception cref="IOException">A file of a certificate or key cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file does not hold a certificate or key, or they do not belong together.</exception>
    public PdpClient(PdpClientOptions options, ILogger<PdpClient>? logger = null, TimeProvider? clock = null, string name = "")
    {
        ArgumentNullException.ThrowIfNull(options);
        if (new PdpClientOptionsValidator().Validate(name, options) is { Failed: true } wrong)
            throw new OptionsValidationException(name, typeof(PdpClientOptions), wrong.Failures);
        _options = options;
        _clock = clock ?? TimeProvider.System;
        _logger = logger ?? (ILogger)NullLogger.Instance;
        _pool = new PdpPool(
            ConnectionFactory.Of(options, _clock).Select(factory => new ConnectionHolder(factory, options, _clock, _logger)),
            new HealthProbe(options.Timeout, _clock), options.CircuitBreaker.ProbeInterval, _clock);
        _breaker = new Breaker(options.CircuitBreaker, _pool, _clock, _logger);
        _asker = new Asker(_pool, _breaker, options, _clock);
        _obligations = new ObligationDesk(options.Obligations.Snapshot(), _clock);
        _meter = new ClientMeter(name, () => _breaker.IsOpen);
        if (!options.Cache.IsEnabled) return;
        _watch = new RevisionWatch(_pool, options.Cache.Heartbeat, _clock, _logger);
        _cache = new DecisionCache(options.Cache, _watch, _clock);
        _flights = new Flights(_cache, options.MaxConcurrentChecks, _clock);
    }

    /// <inheritdoc/>
    public async ValueTask<AuthorizationDecision> CheckAsync(AccessRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        using var activity = PdpClientTelemetry.Activities.StartActivity("pdp.check", System.Diagnostics.ActivityKind.Client);
        var time = Begin(request);
        Verdict verdict;
        try
        {
            var frozen = request.Freeze();
            CachePlace? place = null;
            if (frozen.Problem is { } problem) return End(Verdict.Deny(ReasonCode.InvalidRequest, problem), time, activity);
            if (_cache?.Find(frozen.Message, out place) is { } kept) return End(kept, time, activity, fromCache: true);
            var isAnothers = false;
            if (place is null) verdict = await AskAsync(frozen, time, cancellationToken);
            else (verdict, isAnothers) = await AskTogetherAsync(place, frozen, time, cancellationToken);
            // one that demands anything is nobody else's
            if (isAnothers) return End(verdict, time, activity, fromCache: true);
            verdict = await FulfilAsync(verdict, request, time, cancellationToken);
        }
        catch (Exception failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            verdict = Unexpected(failure);
        }

        return End(verdict, time, activity);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<AuthorizationDecision>> CheckManyAsync(IReadOnlyList<AccessRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        if (requests.Contains(null!)) throw new ArgumentException("one of the requests is null", nameof(requests));
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        var decisions = new AuthorizationDecision[requests.Count];
        var calls = new List<Task>();
        foreach (var batch in Batches.Of(requests, _options))
            calls.Add(batch.Length == 1 ? OneAsync(batch[0]) : BatchAsync(batch));
        await Task.WhenAll(calls);
        return decisions;

        async Task OneAsync(int index) => decisions[index] = await CheckAsync(requests[index], cancellationToken);

        async Task BatchAsync(int[] indexes)
        {
            var answers = await CheckBatchAsync(Array.ConvertAll(indexes, index => requests[index]), cancellationToken);
            for (var i = 0; i < indexes.Length; i++) decisions[indexes[i]] = answers[i];
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        await _breaker.DisposeAsync();
        if (_watch is not null) await _watch.DisposeAsync();
        _cache?.Dispose();
        await _pool.DisposeAsync();
        _meter.Dispose();
    }

    private async Task<AuthorizationDecision[]> CheckBatchAsync(AccessRequest[] requests, CancellationToken cancellationToken)
    {
        using var activity = PdpClientTelemetry.Activities.StartActivity("pdp.check_batch", System.Diagnostics.ActivityKind.Client);
        var time = Begin(requests[0]);
        var decisions = new AuthorizationDecision[requests.Length];
        Answer[] answers;
        try
        {
            answers = await _asker.AskAsync(Batches.Message(requests), time, cancellationToken);
        }
        catch (Exception failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            answers = new Answer[requests.Length];
            Array.Fill(answers, new Answer(Unexpected(failure), IsFault: true));
        }

        for (var i = 0; i < requests.Length; i++)
        {
            Verdict verdict;
            try
            {
                verdict = await FulfilAsync(answers[i].Verdict, requests[i], time, cancellationToken);
            }
            catch (Exception failure)
            {
                cancellationToken.ThrowIfCancellationRequested();
                verdict = Unexpected(failure);
            }

            decisions[i] = End(verdict, time, activity: null);
        }

        return decisions;
    }

    private async ValueTask<Verdict> AskAsync(FrozenRequest frozen, CallTime time, CancellationToken cancellationToken) =>
        frozen.Bytes.Length > _options.MaxRequestBytes ? TooLarge(frozen.Bytes.Length) : (await _asker.AskAsync(frozen, time, cancellationToken)).Verdict;

    private ValueTask<(Verdict Verdict, bool IsAnothers)> AskTogetherAsync(CachePlace place, FrozenRequest frozen, CallTime time, CancellationToken cancellationToken) =>
        _flights!.AskAsync(place, time, () => AskAsync(frozen, time, cancellationToken), cancellationToken);

    private CallTime Begin(AccessRequest request) => new(
        _clock.GetTimestamp(),
        request.Timeout is not { } own ? _options.Timeout : own > LongestTimeout ? LongestTimeout : own > TimeSpan.Zero ? own : TimeSpan.Zero);

    private async ValueTask<Verdict> FulfilAsync(Verdict verdict, AccessRequest request, CallTime time, CancellationToken cancellationToken)
    {
        if (verdict.Obligations.Count == 0) return verdict;
        var fulfilled = await _obligations.FulfilAsync(verdict, request, time.Left(_clock), cancellationToken);
        if (fulfilled != verdict) Log.ObligationUnmet(_logger, fulfilled.Detail);
        return fulfilled;
    }

    private AuthorizationDecision End(Verdict verdict, CallTime time, System.Diagnostics.Activity? activity, bool fromCache = false)
    {
        var decision = new AuthorizationDecision(verdict, fromCache, _clock.GetElapsedTime(time.Started));
        activity?.SetTag("pdp.effect", decision.IsPermitted ? "permit" : "deny").SetTag("pdp.reason", decision.Reason.Name()).SetTag("pdp.decision_id", decision.DecisionId);
        _meter.Count(decision);
        return decision;
    }

    private Verdict TooLarge(int size) =>
        Verdict.Deny(ReasonCode.InvalidRequest, $"the request has {size} bytes, and {_options.MaxRequestBytes} are the most that are sent");

    // what nobody thought of must not reach the caller as an exception that it takes for something else
    private Verdict Unexpected(Exception failure)
    {
        Log.Unexpected(_logger, failure);
        return Verdict.Deny(ReasonCode.Unavailable, $"{failure.GetType().Name}: {failure.Message}");
    }
}
