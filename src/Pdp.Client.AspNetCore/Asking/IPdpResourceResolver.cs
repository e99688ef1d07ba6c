using Microsoft.AspNetCore.Http;

namespace Pdp.Client.AspNetCore;

/// <summary>Finds the resource that a request is for, with the attributes that policies need and only the application knows.</summary>
public interface IPdpResourceResolver
{
    /// <summary>Finds a resource.</summary>
    /// <param name="context">The request.</param>
    /// <param name="requirement">What is asked.</param>
    /// <param name="id">The id: given, or the route value; null when the route has no such value.</param>
    /// <param name="cancellationToken">Ends when the caller leaves.</param>
    /// <returns>The resource, of the type that is required; null when there is none, which denies. When it throws, that denies as well.</returns>
    ValueTask<PdpResource?> ResolveAsync(HttpContext context, PdpRequirement requirement, string? id, CancellationToken cancellationToken);
}
