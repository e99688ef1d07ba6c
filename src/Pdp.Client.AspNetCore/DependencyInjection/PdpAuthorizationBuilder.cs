using Microsoft.Extensions.DependencyInjection;

namespace Pdp.Client.AspNetCore;

/// <summary>Adds to what an application tells its PDP.</summary>
public sealed class PdpAuthorizationBuilder
{
    internal PdpAuthorizationBuilder(IServiceCollection services) => Services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Has the resources of a type found by the application, with attributes. It is made anew for each request.</summary>
    /// <typeparam name="TResolver">Finds them.</typeparam>
    /// <param name="resourceType">The type: <c>document</c>.</param>
    /// <exception cref="InvalidOperationException">They are found by another already.</exception>
    public PdpAuthorizationBuilder AddResourceResolver<TResolver>(string resourceType)
        where TResolver : class, IPdpResourceResolver
    {
        ArgumentException.ThrowIfNullOrEmpty(resourceType);
        if (Services.Any(one => one.ServiceType == typeof(IPdpResourceResolver) && Equals(one.ServiceKey, resourceType)))
            throw new InvalidOperationException($"resources of type `{resourceType}` have a resolver already");
        Services.AddKeyedScoped<IPdpResourceResolver, TResolver>(resourceType);
        return this;
    }
}
