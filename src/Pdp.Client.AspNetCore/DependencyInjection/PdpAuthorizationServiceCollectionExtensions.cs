using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Pdp.Client.AspNetCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds authorization by a policy decision point to an application.</summary>
public static class PdpAuthorizationServiceCollectionExtensions
{
    /// <summary>
    /// Adds authorization by the PDP that <c>AddPdpClient</c> names. The application's own policies, and what it does of those who are not let in for
    /// other reasons, stay as they are when they were added before.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets the options; null: they stay as they are.</param>
    public static PdpAuthorizationBuilder AddPdpAuthorization(this IServiceCollection services, Action<PdpAuthorizationOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<PdpAuthorizationOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        if (services.Any(one => one.ServiceType == typeof(PdpGate))) return new PdpAuthorizationBuilder(services);
        services.AddAuthorization();
        services.AddHttpContextAccessor();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PdpAuthorizationOptions>, PdpAuthorizationOptionsValidator>());
        services.AddSingleton<PdpGate>();
        services.AddTransient<IStartupFilter, EndpointCheck>();
        services.AddSingleton<IAuthorizationHandler, PdpAuthorizationHandler>();
        Wrap<IAuthorizationPolicyProvider, PdpPolicyProvider>(services);
        Wrap<IAuthorizationMiddlewareResultHandler, PdpResultHandler>(services);
        return new PdpAuthorizationBuilder(services);
    }

    // puts ours before what is there, which gets all that is not ours
    private static void Wrap<TService, TOurs>(IServiceCollection services)
        where TService : class
        where TOurs : class, TService
    {
        var inner = services.Last(one => one.ServiceType == typeof(TService) && !one.IsKeyedService);
        services.Replace(ServiceDescriptor.Describe(
            typeof(TService),
            provider => ActivatorUtilities.CreateInstance<TOurs>(provider, (TService)Make(provider, inner)),
            inner.Lifetime));
    }

    private static object Make(IServiceProvider provider, ServiceDescriptor inner) =>
        inner.ImplementationInstance
        ?? inner.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!);
}
