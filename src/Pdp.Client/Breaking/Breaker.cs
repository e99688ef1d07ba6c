using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;

namespace Pdp.Client;

/// <summary>
/// Stops asking a PDP that fails often, and begins again when its health service says that it serves. It never tries that with a user's
/// check.
/// </summary>
internal sealed class Breaker : IAsyncDisposable
{
    // the probe closes it: this is what Polly takes at most
    private static readonly TimeSpan UntilProbed = TimeSpan.FromDays(1);

    private readonly ResiliencePipeline<Answer> _pipeline;
    private readonly CircuitBreakerManualControl _control = new();
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly PdpPool _pool;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private Task _probing = Task.CompletedTask;

    public Breaker(CircuitBreakerOptions options, PdpPool pool, TimeProvider clock, ILogger logger)
    {
        _pool = pool;
        _interval = options.ProbeInterval;
        _clock = clock;
        _logger = logger;
        _pipeline = new ResiliencePipelineBuilder<Answer> { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Answer>
            {
                FailureRatio = options.FailureRatio,
                MinimumThroughput = options.MinimumThroughput,
                SamplingDuration = options.SamplingDuration,
                BreakDuration = UntilProbed,
                ManualControl = _control,
                StateProvider = _state,
                ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome is { Exception: null, Result.IsFault: true }),
                OnOpened = opened =>
                {
                    Log.CircuitOpened(_logger, opened.Outcome.Result.Verdict.Reason.Name(), opened.Outcome.Result.Verdict.Detail);
                    _probing = Task.Run(ProbeAsync);
                    return default;
                },
            })
            .Build();
    }

    /// <summary>Whether the PDP is not asked.</summary>
    public bool IsOpen => _state.CircuitState is CircuitState.Open or CircuitState.HalfOpen or CircuitState.Isolated;

    /// <summary>Asks, unless the PDP has failed often.</summary>
    /// <param name="ask">Asks.</param>
    /// <param name="state">What it needs.</param>
    /// <param name="cancellation">Ends when the caller leaves.</param>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    public async ValueTask<Answer> RunAsync<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<Answer>>> ask, TState state, CancellationToken cancellation)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellation);
        try
        {
            var outcome = await _pipeline.ExecuteOutcomeAsync(ask, context, state);
            if (outcome.Exception is null) return outcome.Result;
            if (outcome.Exception is BrokenCircuitException) return Answer.Refused(ReasonCode.CircuitOpen, "the PDP has failed often, and is not asked until it is well");
            cancellation.ThrowIfCancellationRequested();
            outcome.ThrowIfException();
            return outcome.Result;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _probing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task ProbeAsync()
    {
        while (true)
        {
            await Task.Delay(_interval, _clock, _ending.Token);
            if (await _pool.IsAnyWellAsync(_ending.Token)) break;
        }

        await _control.CloseAsync(_ending.Token);
        Log.CircuitClosed(_logger);
    }
}
