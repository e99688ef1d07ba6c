using Microsoft.AspNetCore.Http;
using Pdp.Server.Access;
using Pdp.Server.Health;
using Pdp.Server.Http;
using Pdp.Server.Revoking;
using Pdp.Server.Telemetry.Metrics;

namespace Pdp.Server.Transport;

/// <summary>
/// Answers callers that should have shown a certificate and have not: probes of health get what they ask for, security events prove
/// themselves, and scrapers of metrics, which often have no certificate, get them where everybody does, or with a key or token; all others 401.
/// </summary>
internal static class MissingCertificate
{
    /// <summary>Stands before all endpoints.</summary>
    /// <param name="app">The server.</param>
    /// <param name="metrics">Who may read the metrics.</param>
    public static void RefuseNameless(this IApplicationBuilder app, MetricsExposure metrics)
    {
        var access = app.ApplicationServices.GetRequiredService<AccessControl>();
        app.Use((context, next) =>
        {
            if (context.Features.Get<NamelessConnection>() is null || HealthRoutes.Are(context.Request.Path) || context.Request.Path == SecurityEventReceiver.Path) return next(context);
            return !MetricsRoute.Is(context.Request.Path) ? Refuse(context)
                : metrics == MetricsExposure.Open ? next(context)
                : EnterWithCredentialAsync(context, access, next);
        });
    }

    // what it may is asked behind this; but a connection without a certificate is nobody, of whichever machine
    private static async Task EnterWithCredentialAsync(HttpContext context, AccessControl access, RequestDelegate next)
    {
        var found = await access.FindAsync(context.Features, context.Request.Headers.Authorization, context.RequestAborted);
        await (found.Caller is { HasCredential: false } ? Refuse(context) : next(context));
    }

    private static Task Refuse(HttpContext context)
    {
        RequestIds.Return(context);
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Certificate realm=\"pdp\"";
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("a client certificate is needed", context.RequestAborted);
    }
}
