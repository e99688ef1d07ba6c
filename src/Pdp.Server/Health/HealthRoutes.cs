using System.Globalization;
using Microsoft.AspNetCore.Http;
using Pdp.Server.Access;
using Pdp.Server.Auditing;
using Pdp.Server.Serving;
using Pdp.Server.Transport;

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
    /// <param name="health">The same in detail, for those who may know.</param>
    /// <param name="access">Says who may.</param>
    public static void MapHealth(
        this IEndpointRouteBuilder routes, Readiness readiness, BundleHolder bundles, DecisionTrail trail, ServerHealth health, AccessControl access)
    {
        routes.MapGet(Lives, static context => Answer(context, StatusCodes.Status200OK, "ok")).WithMetadata(AccessRule.Open);
        routes.MapGet(Wants, async context =>
        {
            if (await MayObserveAsync(context, access)) await Answer(context, readiness.Current.WantsCalls, health);
            else await Answer(context, readiness, bundles, trail);
        }).WithMetadata(AccessRule.Open);
    }

    private static Task Answer(HttpContext context, Readiness readiness, BundleHolder bundles, DecisionTrail trail) => readiness.Current switch
    {
        { Phase: ServerPhase.Starting } => Answer(context, StatusCodes.Status503ServiceUnavailable, "starting"),
        { Phase: ServerPhase.Stopping } => Answer(context, StatusCodes.Status503ServiceUnavailable, "stopping"),
        { Staleness: { } staleness } => Answer(context, StatusCodes.Status503ServiceUnavailable, $"stale: {staleness.Message}"),
        { NoIdentity: { } why } => Answer(context, StatusCodes.Status503ServiceUnavailable, $"no identity: {why}"),
        _ => Answer(context, StatusCodes.Status200OK, Ready(bundles.State) + Degraded(trail)),
    };

    // asked for JSON: whoever may not know more is answered as anybody
    private static async ValueTask<bool> MayObserveAsync(HttpContext context, AccessControl access)
    {
        if (!context.Request.Headers.Accept.Any(static accept => accept?.Contains("application/json", StringComparison.OrdinalIgnoreCase) == true)) return false;
        var found = await access.FindAsync(context.Features, context.Request.Headers.Authorization, context.RequestAborted);
        return found.Caller is { } caller && (caller.HasCredential || context.Features.Get<NamelessConnection>() is null) && access.May(caller, AccessAction.Observe);
    }

    private static async Task Answer(HttpContext context, bool isReady, ServerHealth health)
    {
        context.Response.StatusCode = isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(health.ToJson(), context.RequestAborted);
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
