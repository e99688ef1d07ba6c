using Microsoft.AspNetCore.Authorization;

namespace Pdp.Client.AspNetCore;

/// <summary>That the PDP permits the caller to do an action on a resource.</summary>
public sealed class PdpRequirement : IAuthorizationRequirement
{
    /// <summary>The route value that is the resource's id when nothing else is said.</summary>
    public const string DefaultResourceIdFrom = "id";

    /// <summary>Requires a permission.</summary>
    /// <param name="resourceType">The kind of resource: <c>document</c>.</param>
    /// <param name="action">What is to be done with it: <c>read</c>.</param>
    /// <param name="resourceIdFrom">The route value that is the resource's id; null: <c>id</c>.</param>
    /// <param name="resourceId">The resource's id, where it is always the same one; null: it is a route value.</param>
    /// <exception cref="ArgumentException">A name is empty, or the id is both given and a route value.</exception>
    public PdpRequirement(string resourceType, string action, string? resourceIdFrom = null, string? resourceId = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(resourceType);
        ArgumentException.ThrowIfNullOrEmpty(action);
        if (resourceIdFrom is "") throw new ArgumentException("expected the name of a route value, got none", nameof(resourceIdFrom));
        if (resourceId is "") throw new ArgumentException("expected an id, got none", nameof(resourceId));
        if (resourceIdFrom is not null && resourceId is not null)
            throw new ArgumentException("the id of a resource is given, or a route value, not both", nameof(resourceId));
        (ResourceType, Action, ResourceId) = (resourceType, action, resourceId);
        ResourceIdFrom = resourceIdFrom ?? DefaultResourceIdFrom;
        PolicyName = PolicyNames.Write(this);
    }

    /// <summary>The kind of resource.</summary>
    public string ResourceType { get; }

    /// <summary>What is to be done with it.</summary>
    public string Action { get; }

    /// <summary>The route value that is the resource's id, unless <see cref="ResourceId"/> is given.</summary>
    public string ResourceIdFrom { get; }

    /// <summary>The resource's id, where it is always the same one; null: it is a route value.</summary>
    public string? ResourceId { get; }

    /// <summary>The name of the policy with this requirement: <c>pdp:document:read</c>.</summary>
    public string PolicyName { get; }

    /// <inheritdoc/>
    public override string ToString() => PolicyName;
}
