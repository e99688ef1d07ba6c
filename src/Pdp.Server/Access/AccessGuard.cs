using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Pdp.Server.Direct;
using Pdp.Server.Http;

namespace Pdp.Server.Access;

/// <summary>
/// Stands before all endpoints that the host answers, and lets through whom their <see cref="AccessRule"/> admits; nothing of a body has been
/// read by then. An endpoint that has no rule is closed to everybody.
/// </summary>
internal static class AccessGuard
{
    /// <summary>Puts it there; behind the routing, before the endpoints.</summary>
    public static void UseAccess(this IApplicationBuilder app)
    {
        var access = app.ApplicationServices.GetRequiredService<AccessControl>();
        app.Use((context, next) => context.GetEndpoint() is { } endpoint ? Enter(context, endpoint.Metadata.GetMetadata<AccessRule>(), access, next) : next(context));
    }

    private static Task Enter(HttpContext context, AccessRule? rule, AccessControl access, RequestDelegate next)
    {
        // no endpoint of ours: the routing's own, which says that the method is another one
        if (rule is null && context.GetEndpoint() is not RouteEndpoint) return next(context);
        if (rule is null) return Forbid(context, "nobody may ask for this");
        if (rule.Showing == CallerShowing.Nothing) return next(context);
        var finding = access.FindAsync(context.Features, rule.Showing == CallerShowing.Credential ? context.Request.Headers.Authorization : default, context.RequestAborted);
        return finding.IsCompletedSuccessfully ? Enter(context, rule, access, finding.Result, next) : EnterAsync(context, rule, access, finding, next);
    }

    private static async Task EnterAsync(HttpContext context, AccessRule rule, AccessControl access, ValueTask<FoundCaller> finding, RequestDelegate next) =>
        await Enter(context, rule, access, await finding, next);

    private static Task Enter(HttpContext context, AccessRule rule, AccessControl access, FoundCaller found, RequestDelegate next)
    {
        if (found.Caller is not { } caller)
        {
            access.CountUnknown();
            return rule.Refuse is { } refuse ? refuse(context) : Challenge(context, found);
        }

        context.Features.Set(caller);
        if (rule.Action is not { } action || AccessAction.IsOfQuestions(action) || access.May(caller, action)) return next(context);
        var why = access.Refuse(caller, action);
        return rule.Refuse is { } own ? own(context) : Forbid(context, why);
    }

    private static Task Challenge(HttpContext context, FoundCaller found)
    {
        var why = found.Refusal!;
        if (found.IsUnavailable) return Answer(context, StatusCode.Unavailable, StatusCodes.Status503ServiceUnavailable, why);
        if (!IsGrpc(context)) context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        return Answer(context, StatusCode.Unauthenticated, StatusCodes.Status401Unauthorized, why);
    }

    private static Task Forbid(HttpContext context, string why) => Answer(context, StatusCode.PermissionDenied, StatusCodes.Status403Forbidden, why);

    private static Task Answer(HttpContext context, StatusCode code, int status, string why)
    {
        if (IsGrpc(context))
        {
            DirectResponse.Begin(context.Features);
            DirectResponse.Fail(context.Features, code, why);
            return Task.CompletedTask;
        }

        RequestIds.Return(context);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(why + "\n", context.RequestAborted);
    }

    private static bool IsGrpc(HttpContext context) => context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;
}
