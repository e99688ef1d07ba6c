using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace Pdp.Client.AspNetCore;

/// <summary>Finds the resource that is asked about.</summary>
internal static class ResourceFinder
{
    /// <summary>The request that something is part of; null when it is none.</summary>
    public static HttpContext? RequestOf(object? subject, IHttpContextAccessor accessor) => subject switch
    {
        HttpContext http => http,
        FilterContext filter => filter.HttpContext,
        null or PdpResource => accessor.HttpContext,
        _ => null,
    };

    /// <summary>Finds a resource.</summary>
    /// <param name="given">What was given to be authorized: a request, or the resource itself.</param>
    /// <param name="http">The request.</param>
    /// <param name="requirement">What is required.</param>
    /// <exception cref="QuestionException">There is none.</exception>
    public static async ValueTask<PdpResource> FindAsync(object? given, HttpContext? http, PdpRequirement requirement)
    {
        var resource = given as PdpResource ?? (http is null
            ? throw new QuestionException($"`{requirement}`: expected a request or a PdpResource to authorize, got {given?.GetType().Name ?? "nothing"}")
            : await OfRequestAsync(http, requirement));
        return string.Equals(resource.Type, requirement.ResourceType, StringComparison.Ordinal)
            ? resource
            : throw new QuestionException($"`{requirement}`: expected a resource of type `{requirement.ResourceType}`, got `{resource.Type}`");
    }

    private static async ValueTask<PdpResource> OfRequestAsync(HttpContext http, PdpRequirement requirement)
    {
        var id = requirement.ResourceId ?? Convert.ToString(http.Request.RouteValues[requirement.ResourceIdFrom], CultureInfo.InvariantCulture);
        if (string.IsNullOrEmpty(id)) id = null;
        if (http.RequestServices.GetKeyedService<IPdpResourceResolver>(requirement.ResourceType) is { } resolver)
            return await resolver.ResolveAsync(http, requirement, id, http.RequestAborted) ?? throw new QuestionException($"`{requirement}`: there is no such resource", 403);
        return id is not null
            ? new PdpResource(requirement.ResourceType, id)
            : throw new QuestionException($"`{requirement}`: the route has no value `{requirement.ResourceIdFrom}`");
    }
}
