using Microsoft.AspNetCore.Http;
using Pdp.Server.Health;
using Pdp.Server.Http;
using Pdp.Server.Revoking;

namespace Pdp.Server.Transport;

/// <summary>Answers callers that should have shown a certificate and have not: probes of health get what they ask for, and security events prove themselves; all others 401.</summary>
internal static class MissingCertificate
{
    /// <summary>Stands before all endpoints.</summary>
    public static void RefuseNameless(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        if (context.Features.Get<NamelessConnection>() is null || HealthRoutes.Are(context.Request.Path) || context.Request.Path == SecurityEventReceiver.Path) return next(context);
        RequestIds.Return(context);
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Certificate realm=\"pdp\"";
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("a client certificate is needed", context.RequestAborted);
    });
}
