using Pdp.Server.Health;
using Pdp.Server.Settings;

namespace Pdp.Server.Hosting;

/// <summary>
/// What comes before the server closes its connections: it says that it stops, ends its streams, and goes on taking calls
/// for a while. Load balancers see the one and clients the other in that time, and go elsewhere; a connection closed at
/// once could overtake the last words on it.
/// </summary>
internal sealed partial class StopSequence(
    Readiness readiness, PdpServerOptions options, TimeProvider clock, ILogger<StopSequence> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        readiness.Enter(ServerPhase.Stopping);
        LogStopping(logger, options.StopDelay, options.DrainTime);
        await Task.Delay(options.StopDelay, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
