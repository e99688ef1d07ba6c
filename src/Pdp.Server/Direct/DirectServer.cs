using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Pdp.Server.Direct;

/// <summary>
/// Stands between Kestrel and the host and answers the calls of <see cref="DirectCalls"/> itself; all others go on to the
/// host as if nothing stood there. For a decision the host's part (its context of a request, routing, the gRPC library) costs
/// as much as everything else that is above the transport.
/// <para>What shall hold for every call, such as who may make one, must hold here too: a middleware sees none of the calls
/// that are answered here.</para>
/// </summary>
/// <param name="server">Kestrel.</param>
/// <param name="calls">The calls.</param>
internal sealed class DirectServer(IServer server, DirectCalls calls) : IServer
{
    /// <inheritdoc/>
    public IFeatureCollection Features => server.Features;

    /// <summary>Puts it before the server that was registered.</summary>
    public static void Register(IServiceCollection services)
    {
        var registered = services.Last(static service => service.ServiceType == typeof(IServer));
        services.Remove(registered);
        services.AddSingleton<IServer>(provider => new DirectServer(
            (IServer)ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!), provider.GetRequiredService<DirectCalls>()));
    }

    /// <inheritdoc/>
    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull =>
        server.StartAsync(new Application<TContext>(application, calls), cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => server.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => server.Dispose();

    private sealed class Application<TContext>(IHttpApplication<TContext> host, DirectCalls calls) : IHttpApplication<IFeatureCollection>
        where TContext : notnull
    {
        public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

        public void DisposeContext(IFeatureCollection context, Exception? exception)
        {
        }

        public Task ProcessRequestAsync(IFeatureCollection context)
        {
            var answering = calls.TryAnswer(context);
            if (!answering.IsCompletedSuccessfully) return WaitAsync(answering, context);
            return answering.Result ? Task.CompletedTask : HostAsync(context);
        }

        private async Task WaitAsync(ValueTask<bool> answering, IFeatureCollection features)
        {
            if (!await answering) await HostAsync(features);
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
