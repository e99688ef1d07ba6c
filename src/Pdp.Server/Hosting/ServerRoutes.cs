using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pdp.Server.Access;
using Pdp.Server.Auditing;
using Pdp.Server.AuthZen;
using Pdp.Server.ForwardAuth;
using Pdp.Server.Health;
using Pdp.Server.Reloading;
using Pdp.Server.Revoking;
using Pdp.Server.Services;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Server.Telemetry.Metrics;
using Pdp.Server.Telemetry.Tracing;
using Pdp.Server.Transport;

namespace Pdp.Server.Hosting;

/// <summary>What every call passes, in this order, and all that the server answers.</summary>
internal static class ServerRoutes
{
    /// <summary>Has the server answer.</summary>
    public static void MapServer(this WebApplication app, PdpServerOptions options, TimeProvider clock, BundleHolder bundles, Readiness readiness)
    {
        app.UseRootServices();
        if (options.Tls.AsksClients) app.RefuseNameless(options.Metrics);
        app.UseRouting();
        app.UseSpans();
        app.UseAccess();
        app.MapGrpcApi(options);
        app.MapAuthZen();
        app.MapForwardAuth();
        app.Services.GetRequiredService<SecurityEventReceiver>().Map(app);
        app.MapHealth(
            readiness, bundles, app.Services.GetRequiredService<DecisionTrail>(), app.Services.GetRequiredService<ServerHealth>(), app.Services.GetRequiredService<AccessControl>());
        app.MapMetrics(options.Metrics, app.Services.GetRequiredService<MetricStore>());
        app.MapReload(
            app.Services.GetRequiredService<Reloader>(), app.Services.GetRequiredService<ReloadToken>(), app.Services.GetRequiredService<Freshness>(), clock);
    }

    private static void UseRootServices(this WebApplication app)
    {
        var services = new RootServices(app.Services);
        app.Use((context, next) =>
        {
            context.Features.Set<IServiceProvidersFeature>(services);

            // gRPC bounds its messages itself, with a status that tells; what the transport refuses it takes for a fault of ours
            if (HttpProtocol.IsHttp2(context.Request.Protocol) && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            {
                size.MaxRequestBodySize = null;
            }

            return next(context);
        });
    }
}
