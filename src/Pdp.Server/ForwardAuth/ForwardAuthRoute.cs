using Microsoft.AspNetCore.Http;
using Pdp.Server.Access;
using Pdp.Server.Gateways;
using Pdp.Server.Telemetry;
using Pdp.Server.Http;

namespace Pdp.Server.ForwardAuth;

/// <summary>
/// <c>/forward-auth</c>: may the request pass that these headers tell of? Any method; the body and the query are the gateway's, and are
/// not looked at. All that does not pass is 403 or 401: gateways make errors of whatever else.
/// </summary>
internal static class ForwardAuthRoute
{
    private const string DecisionHeader = "X-Pdp-Decision";

    /// <summary>Adds the route.</summary>
    public static void MapForwardAuth(this IEndpointRouteBuilder routes)
    {
        var judge = routes.ServiceProvider.GetRequiredService<GatewayJudge>();
        routes.Map("/forward-auth/{**gateway}", async context => await Answer(context, await JudgeAsync(context, judge)))
            .WithMetadata(new AccessRule(AccessAction.Gateway, CallerShowing.Connection) { Refuse = static context => Answer(context, new GatewayVerdict(GatewayOutcome.Deny, "the caller is no gateway")) });
    }

    // credentials that come with such a request are those of its client: the gateway shows who it is by its connection
    private static Task Answer(HttpContext context, GatewayVerdict verdict)
    {
        RequestIds.Return(context);
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        switch (verdict.Outcome)
        {
            case GatewayOutcome.Permit:
                headers[DecisionHeader] = "PERMIT";
                foreach (var (name, value) in verdict.IdentityHeaders) headers[name] = value;
                context.Response.StatusCode = StatusCodes.Status200OK;
                break;
            case GatewayOutcome.Unauthenticated:
                headers.WWWAuthenticate = verdict.Challenge;
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                break;
            case GatewayOutcome.Unavailable:
                headers.RetryAfter = "1";
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                break;
            default:
                headers[DecisionHeader] = "DENY";
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                break;
        }

        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    private static async ValueTask<GatewayVerdict> JudgeAsync(HttpContext context, GatewayJudge judge)
    {
        var named = context.Request.RouteValues["gateway"] as string;
        var family = named is { Length: > 0 } ? judge.Gateways.Find(named)?.Gateway.Forwarded : judge.Gateways.Forwarded;
        if (family is not { } headers) return new GatewayVerdict(GatewayOutcome.Deny, "it is not known which gateway asks");
        if (ForwardedRequest.Read(context.Request.Headers, headers) is not { } request) return new GatewayVerdict(GatewayOutcome.Deny, "the gateway does not tell the method and the URI, once each");

        // the policies may have been swapped meanwhile: what counts then is what they say of the headers
        return await judge.JudgeAsync(
            maps => (named is { Length: > 0 } ? maps.Find(named) : maps.ForHost(request.Host)) is { } map && map.Gateway.Forwarded == headers ? map : null,
            request, handsOnObligations: false, context.Features.Get<Caller>(), Channel.ForwardAuth, context.RequestAborted);
    }
}
