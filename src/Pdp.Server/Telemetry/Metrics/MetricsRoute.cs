using Microsoft.AspNetCore.Http;
using Pdp.Server.Access;

namespace Pdp.Server.Telemetry.Metrics;

/// <summary><c>/metrics</c>, which Prometheus scrapes.</summary>
internal static class MetricsRoute
{
    private const string Path = "/metrics";

    /// <summary>Whether a path is this.</summary>
    public static bool Is(PathString path) => path == Path;

    /// <summary>Adds the route.</summary>
    /// <param name="routes">The routes.</param>
    /// <param name="exposure">Who may read them.</param>
    /// <param name="store">The metrics.</param>
    public static void MapMetrics(this IEndpointRouteBuilder routes, MetricsExposure exposure, MetricStore store)
    {
        if (exposure == MetricsExposure.Off) return;
        routes.MapGet(Path, context => Answer(context, store)).WithMetadata(
            exposure == MetricsExposure.Open ? AccessRule.Open : AccessRule.For(AccessAction.Observe));
    }

    private static async Task Answer(HttpContext context, MetricStore store)
    {
        var isOpenMetrics = context.Request.Headers.Accept.Any(static accept => accept?.Contains("application/openmetrics-text", StringComparison.OrdinalIgnoreCase) == true);
        context.Response.ContentType = isOpenMetrics ? ExpositionWriter.OpenMetrics : ExpositionWriter.Text;
        context.Response.Headers.CacheControl = "no-store";
        var text = store.Write(isOpenMetrics);
        context.Response.ContentLength = text.Length;
        await context.Response.Body.WriteAsync(text, context.RequestAborted);
    }
}
