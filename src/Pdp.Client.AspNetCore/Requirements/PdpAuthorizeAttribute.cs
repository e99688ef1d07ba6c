using Microsoft.AspNetCore.Authorization;

namespace Pdp.Client.AspNetCore;

/// <summary>Lets only those in whom the PDP permits to do an action on the resource that the request is for. Several must all be met.</summary>
/// <param name="resourceType">The kind of resource: <c>document</c>.</param>
/// <param name="action">What is to be done with it: <c>read</c>.</param>
/// <example><code>
/// [HttpGet("documents/{id}"), PdpAuthorize("document", "read")]
/// [HttpPost("folders/{folder}/documents"), PdpAuthorize("folder", "create", ResourceIdFrom = "folder")]
/// </code></example>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class PdpAuthorizeAttribute(string resourceType, string action) : Attribute, IAuthorizeData
{
    // checks the names where the attribute is made
    private PdpRequirement _requirement = new(resourceType, action);

    /// <summary>The kind of resource.</summary>
    public string ResourceType => _requirement.ResourceType;

    /// <summary>What is to be done with it.</summary>
    public string Action => _requirement.Action;

    /// <summary>The route value that is the resource's id. Default: <c>id</c>.</summary>
    public string ResourceIdFrom
    {
        get => _requirement.ResourceIdFrom;
        set => _requirement = new PdpRequirement(ResourceType, Action, value, ResourceId);
    }

    /// <summary>The resource's id, where it is always the same one. Default: null, it is a route value.</summary>
    public string? ResourceId
    {
        get => _requirement.ResourceId;
        set => _requirement = new PdpRequirement(ResourceType, Action, resourceId: value);
    }

    /// <summary>The schemes that authenticate the caller, parted by commas. Default: null, the application's.</summary>
    public string? AuthenticationSchemes { get; set; }

    /// <summary>The roles of which the caller must have one as well, parted by commas. Default: null, none.</summary>
    public string? Roles { get; set; }

    // a name, and not a requirement, is given: whoever knows only names (hubs, filters, components) asks for it too, and fails without us
    string? IAuthorizeData.Policy
    {
        get => _requirement.PolicyName;
        set => throw new NotSupportedException("the policy follows from the resource and the action");
    }
}
