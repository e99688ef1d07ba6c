using Pdp.Client;
using Pdp.Client.AspNetCore;

namespace Microsoft.AspNetCore.Http;

/// <summary>What the PDP decided of a request, for the endpoint that serves it.</summary>
public static class PdpHttpContextExtensions
{
    /// <summary>
    /// What the PDP decided, with the obligations that the application has said it understands. Of several decisions it is the first that denies,
    /// else the last. When there is none it is the one that nobody made, which denies.
    /// </summary>
    /// <param name="context">The request.</param>
    public static AuthorizationDecision GetPdpDecision(this HttpContext context)
    {
        var all = context.GetPdpDecisions();
        return (all.FirstOrDefault(one => !one.Decision.IsPermitted) ?? (all.Count == 0 ? null : all[^1]))?.Decision ?? default;
    }

    /// <summary>All that the PDP decided of a request, in the order in which it was asked: an endpoint with several requirements has as many.</summary>
    /// <param name="context">The request.</param>
    public static IReadOnlyList<PdpEndpointDecision> GetPdpDecisions(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<PdpDecisions>()?.All ?? [];
    }
}
