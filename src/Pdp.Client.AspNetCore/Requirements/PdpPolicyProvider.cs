using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Pdp.Client.AspNetCore;

/// <summary>Makes policies of names such as <c>pdp:document:read</c>; all others are the provider's that the application has otherwise.</summary>
internal sealed class PdpPolicyProvider(IAuthorizationPolicyProvider others, IOptions<PdpAuthorizationOptions> options, IServiceProviderIsService services)
    : IAuthorizationPolicyProvider
{
    private static readonly AuthorizationPolicy Somebody = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();

    private static readonly AuthorizationPolicy Nobody = new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build();

    // a name always means the same
    public bool AllowsCachingPolicies => others.AllowsCachingPolicies;

    public Task<AuthorizationPolicy?> GetPolicyAsync(string policyName)
    {
        if (!PolicyNames.IsOurs(policyName)) return others.GetPolicyAsync(policyName);
        // the interceptor asks, once it has the message
        if (string.Equals(policyName, PdpGrpcAttribute.Policy, StringComparison.Ordinal))
            return Task.FromResult(services.IsService(typeof(GrpcGate)) ? Somebody : null);
        if (!PolicyNames.TryRead(policyName, out var requirement))
            throw new InvalidOperationException($"policy `{policyName}`: expected `pdp:TYPE:ACTION`, and perhaps `?from=ROUTE-VALUE` or `?id=ID`");
        return Task.FromResult<AuthorizationPolicy?>(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(requirement).Build());
    }

    public Task<AuthorizationPolicy> GetDefaultPolicyAsync() => others.GetDefaultPolicyAsync();

    public async Task<AuthorizationPolicy?> GetFallbackPolicyAsync() =>
        await others.GetFallbackPolicyAsync() ?? (options.Value.DenyUnmarkedEndpoints ? Nobody : null);
}
