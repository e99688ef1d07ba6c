using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Pdp.Client.AspNetCore;

/// <summary>
/// Tells a caller who is not let in by the PDP why: with problem details (RFC 9457) that say what the policies' authors want people to be told,
/// and nothing else. All other results are handled as the application does otherwise.
/// </summary>
internal sealed class PdpResultHandler(IAuthorizationMiddlewareResultHandler others, IOptions<PdpAuthorizationOptions> options)
    : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (!authorizeResult.Forbidden || authorizeResult.AuthorizationFailure is not { } failure) return others.HandleAsync(next, context, policy, authorizeResult);
        var reasons = failure.FailureReasons.OfType<PdpFailureReason>().ToList();
        // a denial is certain, whatever else is wrong
        var reason = reasons.Find(one => one.StatusCode == StatusCodes.Status403Forbidden) ?? reasons.FirstOrDefault();
        return reason is null or { StatusCode: StatusCodes.Status401Unauthorized, Decision.Reason: not ReasonCode.TokenRefused } ? others.HandleAsync(next, context, policy, authorizeResult) : WriteAsync(context, reason);
    }

    private async Task WriteAsync(HttpContext context, PdpFailureReason reason)
    {
        var response = context.Response;
        response.StatusCode = reason.StatusCode;
        response.Headers.CacheControl = "no-store";
        if (reason.StatusCode == StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = Math.Ceiling(options.Value.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (reason.StatusCode == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = BearerToken.Refusal;
        var problem = new ProblemDetails
        {
            Status = reason.StatusCode,
            Title = ReasonPhrases.GetReasonPhrase(reason.StatusCode),
            Detail = reason.Decision.Reason.IsPolicyDenial() && reason.Decision.UserReason.Length > 0 ? reason.Decision.UserReason : null,
        };
        var writer = context.RequestServices.GetService<IProblemDetailsService>();
        if (writer is not null && await writer.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem })) return;
        await response.WriteAsJsonAsync(problem, options: null, contentType: "application/problem+json", context.RequestAborted);
    }
}
