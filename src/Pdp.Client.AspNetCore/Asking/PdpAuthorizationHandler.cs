using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Pdp.Client.AspNetCore;

/// <summary>Meets a requirement when the PDP permits it, and otherwise fails it, so that no other handler can meet it.</summary>
internal sealed class PdpAuthorizationHandler(PdpGate gate, IHttpContextAccessor accessor) : AuthorizationHandler<PdpRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, PdpRequirement requirement)
    {
        var http = ResourceFinder.RequestOf(context.Resource, accessor);
        var answer = await gate.AskAsync(
            context.User,
            requirement.Action,
            () => ResourceFinder.FindAsync(context.Resource, http, requirement),
            http,
            http?.RequestAborted ?? CancellationToken.None);
        if (http is not null) PdpDecisions.Of(http).Add(new PdpEndpointDecision(requirement, answer.Decision));
        if (answer.Decision.IsPermitted) context.Succeed(requirement);
        else context.Fail(new PdpFailureReason(this, requirement, answer));
    }
}
