using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pdp.Client;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds clients of policy decision points to an application.</summary>
public static class PdpClientServiceCollectionExtensions
{
    /// <summary>Adds the application's <see cref="IPdpClient"/>. Its options are checked when the application starts.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets its options.</param>
    public static IServiceCollection AddPdpClient(this IServiceCollection services, Action<PdpClientOptions> configure)
    {
        AddOptions(services, Options.Options.DefaultName, configure);
        services.TryAddSingleton<IPdpClient>(provider => Make(provider, Options.Options.DefaultName));
        return services;
    }

    /// <summary>Adds one of several clients: an <see cref="IPdpClient"/> with a key. Its options are checked when the application starts.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="name">The key, and the name of its options.</param>
    /// <param name="configure">Sets its options.</param>
    public static IServiceCollection AddPdpClient(this IServiceCollection services, string name, Action<PdpClientOptions> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        AddOptions(services, name, configure);
        services.TryAddKeyedSingleton<IPdpClient>(name, (provider, _) => Make(provider, name));
        return services;
    }

    private static void AddOptions(IServiceCollection services, string name, Action<PdpClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<PdpClientOptions>(name).Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PdpClientOptions>, PdpClientOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
    }

    private static PdpClient Make(IServiceProvider provider, string name) => new(
        provider.GetRequiredService<IOptionsMonitor<PdpClientOptions>>().Get(name),
        provider.GetService<ILogger<PdpClient>>(),
        provider.GetRequiredService<TimeProvider>(),
        name);
}
