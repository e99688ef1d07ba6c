using System.Globalization;
using Microsoft.AspNetCore.Http;
using Pdp.Server.Access;
using Pdp.Server.Auditing;
using Pdp.Server.Serving;

namespace Pdp.Server.Health;

/// <summary><c>/healthz</c> (the process lives) and <c>/readyz</c> (it wants calls), for orchestrators.</summary>
internal static class HealthRoutes
{
    private const string Lives = "/healthz";
    private const string Wants = "/readyz";

    /// <summary>Whether a path is one of these.</summary>
    public static bool Are(PathString path) => path == Lives || path == Wants;

    /// <summary>Adds the routes.</summary>
    /// <param name="routes">The routes.</param>
    /// <param name="readiness">Whether the server wants calls.</param>
    /// <param name="bundles">What is in force, and why nothing newer is.</param>
    /// <param name="trail">The decision log, and why it cannot be written.</param>
    public static void MapHealth(this IEndpointRouteBuilder routes, Readiness readiness, BundleHolder bundles, DecisionTrail trail)
    {
        routes.MapGet(Lives, static context => Answer(context, StatusCodes.Status200OK, "ok")).WithMetadata(AccessRule.Open);
        routes.MapGet(Wants, context => readiness.Current switch
        {
            { Phase: ServerPhase.Starting } => Answer(context, StatusCodes.Status503ServiceUnavailable, "starting"),
            { Phase: ServerPhase.Stopping } => Answer(context, StatusCodes.Status503ServiceUnavailable, "stopping"),
            { Staleness: { } staleness } => Answer(context, StatusCodes.Status503ServiceUnavailable, $"stale: {staleness.Message}"),
            { NoIdentity: { } why } => Answer(context, StatusCodes.Status503ServiceUnavailable, $"no identity: {why}"),
            _ => Answer(context, StatusCodes.Status200OK, Ready(bundles.State) + Degraded(trail)),
        }).WithMetadata(AccessRule.Open);
    }

    // which policies are wrong, and how, is for those who may ask PolicyService
    private static string Ready(ServingState state) => state.Refusal is { } refusal
        ? string.Create(CultureInfo.InvariantCulture, $"ready; {(state.IsKept ? "stale, as kept of an earlier run; " : "")}what is newer was refused at {refusal.Time.UtcDateTime:O}, see GetRevision")
        : "ready";

    // why exactly is for those who read the log
    private static string Degraded(DecisionTrail trail)
    {
        var file = trail.Failure is null ? "" : $"; degraded: the decision log cannot be written{(trail.IsRequired ? ", and no PERMIT is given" : "")}";
        var sinks = string.Join(" and ", trail.FailingSinks.Select(static name => $"`{name}`"));
        return sinks.Length == 0 ? file : $"{file}; degraded: the decision log is not delivered to {sinks}";
    }

    private static Task Answer(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(text + "\n");
    }
}
