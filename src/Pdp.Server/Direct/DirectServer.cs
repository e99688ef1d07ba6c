using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Pdp.Server.Transport;

namespace Pdp.Server.Direct;

/// <summary>
/// Stands between Kestrel and the host and answers the calls of <see cref="DirectCalls"/> itself; all others go on to the
/// host as if nothing stood there. For a decision the host's part (its context of a request, routing, the gRPC library) costs
/// as much as everything else that is above the transport.
/// <para>All calls pass the <see cref="CallGate"/>, those that are answered here and those that go on.</para>
/// </summary>
/// <param name="server">Kestrel.</param>
/// <param name="calls">The calls that are answered here; null: none.</param>
/// <param name="gate">What all calls pass.</param>
/// <param name="asksClients">Whether clients are asked for certificates.</param>
/// <param name="logger">Is told which calls were cut off.</param>
internal sealed partial class DirectServer(IServer server, DirectCalls? calls, CallGate gate, bool asksClients, ILogger<DirectServer> logger) : IServer
{
    /// <inheritdoc/>
    public IFeatureCollection Features => server.Features;

    /// <summary>Puts it before the server that was registered.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="answers">Whether it answers calls itself.</param>
    /// <param name="asksClients">Whether clients are asked for certificates.</param>
    public static void Register(IServiceCollection services, bool answers, bool asksClients)
    {
        var registered = services.Last(static service => service.ServiceType == typeof(IServer));
        services.Remove(registered);
        services.AddSingleton<IServer>(provider => new DirectServer(
            (IServer)ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!),
            answers ? provider.GetRequiredService<DirectCalls>() : null, provider.GetRequiredService<CallGate>(), asksClients,
            provider.GetRequiredService<ILogger<DirectServer>>()));
    }

    /// <inheritdoc/>
    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull =>
        server.StartAsync(new Application<TContext>(application, calls, gate, asksClients), cancellationToken);

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Whoever is left when the time is over is cut off.
        long left = 0;
        await using (cancellationToken.UnsafeRegister(_ => left = gate.UnderWay, null)) await server.StopAsync(cancellationToken);
        if (left > 0) LogCutOff(logger, left);
    }

    /// <inheritdoc/>
    public void Dispose() => server.Dispose();

    [LoggerMessage(Logging.EventIds.CutOff, LogLevel.Warning, "calls that were still under way when the time to end them was over, and were cut off: {Calls}", EventName = nameof(Logging.EventIds.CutOff))]
    private static partial void LogCutOff(ILogger logger, long calls);

    private sealed class Application<TContext>(IHttpApplication<TContext> host, DirectCalls? calls, CallGate gate, bool asksClients) : IHttpApplication<IFeatureCollection>
        where TContext : notnull
    {
        public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

        public void DisposeContext(IFeatureCollection context, Exception? exception)
        {
        }

        public Task ProcessRequestAsync(IFeatureCollection context)
        {
            gate.Enter();
            var isOver = true;
            try
            {
                var answering = Direct(context)?.TryAnswer(context) ?? new ValueTask<bool>(false);
                if (answering is { IsCompletedSuccessfully: true, Result: true }) return Task.CompletedTask;
                isOver = false;
                return WaitAsync(answering, context);
            }
            finally
            {
                if (isOver) gate.Leave();
            }
        }

        // whoever should have shown a certificate and has not is told so by the host
        private DirectCalls? Direct(IFeatureCollection context) => asksClients && context.Get<NamelessConnection>() is not null ? null : calls;

        private async Task WaitAsync(ValueTask<bool> answering, IFeatureCollection features)
        {
            try
            {
                if (!await answering) await HostAsync(features);
            }
            finally
            {
                gate.Leave();
            }
        }

        private async Task HostAsync(IFeatureCollection features)
        {
            var context = host.CreateContext(features);
            Exception? failure = null;
            try
            {
                await host.ProcessRequestAsync(context);
            }
            catch (Exception exception)
            {
                failure = exception;
                throw;
            }
            finally
            {
                host.DisposeContext(context, failure);
            }
        }
    }
}
