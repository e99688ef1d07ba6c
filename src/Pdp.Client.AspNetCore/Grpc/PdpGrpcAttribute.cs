using Microsoft.AspNetCore.Authorization;

namespace Pdp.Client.AspNetCore;

/// <summary>
/// Lets only those call a gRPC method in whom the PDP permits to do an action on a resource. One on a method takes the place of that on its service.
/// </summary>
/// <param name="resourceType">The kind of resource: <c>document</c>.</param>
/// <param name="action">What is to be done with it: <c>read</c>.</param>
/// <example><code>[PdpGrpc("document", "read", ResourceIdField = "document.id")]</code></example>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class PdpGrpcAttribute(string resourceType, string action) : Attribute, IAuthorizeData
{
    /// <summary>The name of the policy that exists only where the interceptor does: without it nobody gets in.</summary>
    internal const string Policy = "pdp:grpc";

    /// <summary>The kind of resource.</summary>
    public string ResourceType { get; } = !string.IsNullOrEmpty(resourceType) ? resourceType : throw new ArgumentException("expected a type, got none", nameof(resourceType));

    /// <summary>What is to be done with it.</summary>
    public string Action { get; } = !string.IsNullOrEmpty(action) ? action : throw new ArgumentException("expected an action, got none", nameof(action));

    /// <summary>
    /// The field of the request message that is the resource's id, as the contract calls it; with dots for a field of a message within. Default:
    /// <c>id</c>. A method whose requests are a stream has no message when it is called: give <see cref="ResourceIdHeader"/> or <see cref="ResourceId"/>.
    /// </summary>
    public string ResourceIdField { get; set; } = "id";

    /// <summary>The header of the call that is the resource's id. Default: null, none is.</summary>
    public string? ResourceIdHeader { get; set; }

    /// <summary>The resource's id, where it is always the same one. Default: null, it is not.</summary>
    public string? ResourceId { get; set; }

    /// <summary>The schemes that authenticate the caller, parted by commas. Default: null, the application's.</summary>
    public string? AuthenticationSchemes { get; set; }

    string? IAuthorizeData.Policy
    {
        get => Policy;
        set => throw new NotSupportedException("the policy follows from the resource and the action");
    }

    string? IAuthorizeData.Roles { get; set; }
}
