using Microsoft.AspNetCore.Http;

namespace Pdp.Server.Health;

/// <summary><c>/healthz</c> (the process lives) and <c>/readyz</c> (it wants calls), for orchestrators.</summary>
internal static class HealthRoutes
{
    /// <summary>Adds the routes.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes, Readiness readiness)
    {
        routes.MapGet("/healthz", static context => Answer(context, StatusCodes.Status200OK, "ok"));
        routes.MapGet("/readyz", context => readiness.Current.Phase switch
        {
            ServerPhase.Serving => Answer(context, StatusCodes.Status200OK, "ready"),
            ServerPhase.Starting => Answer(context, StatusCodes.Status503ServiceUnavailable, "starting"),
            _ => Answer(context, StatusCodes.Status503ServiceUnavailable, "stopping"),
        });
    }

    private static Task Answer(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(text + "\n");
    }
}
