using Pdp.Client.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Says of endpoints what the PDP must permit.</summary>
public static class PdpEndpointConventionBuilderExtensions
{
    /// <summary>Lets only those in whom the PDP permits to do an action on the resource that the request is for.</summary>
    /// <typeparam name="TBuilder">An endpoint, or a group of them.</typeparam>
    /// <param name="builder">The endpoint.</param>
    /// <param name="resourceType">The kind of resource: <c>document</c>.</param>
    /// <param name="action">What is to be done with it: <c>read</c>.</param>
    /// <param name="resourceIdFrom">The route value that is the resource's id; null: <c>id</c>.</param>
    /// <param name="resourceId">The resource's id, where it is always the same one; null: it is a route value.</param>
    /// <example><code>app.MapGet("/documents/{id}", …).RequirePdp("document", "read");</code></example>
    public static TBuilder RequirePdp<TBuilder>(
        this TBuilder builder, string resourceType, string action, string? resourceIdFrom = null, string? resourceId = null)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(new PdpRequirement(resourceType, action, resourceIdFrom, resourceId).PolicyName);
}
