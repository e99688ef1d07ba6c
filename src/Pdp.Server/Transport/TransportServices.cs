using Pdp.Server.Settings;
using Pdp.Server.Transport.Vault;

namespace Pdp.Server.Transport;

/// <summary>The encryption of connections.</summary>
internal static class TransportServices
{
    /// <summary>Adds it, where there is any.</summary>
    /// <param name="services">Gets it.</param>
    /// <param name="tls">What it begins with; null: there is none.</param>
    /// <param name="options">Its settings.</param>
    public static void AddTransport(this IServiceCollection services, TlsStart? tls, TlsOptions options)
    {
        if (tls is null) return;
        services.AddSingleton(tls);
        services.AddSingleton(options);
        services.AddSingleton<TransportMeter>();
        if (options.WorkloadApi is not null) services.AddSingleton<ITlsSource, WorkloadSource>();
        else if (options.Vault is not null) services.AddSingleton<ITlsSource, VaultSource>();
        else services.AddSingleton<ITlsSource, TlsFileSource>();
        services.AddSingleton<TlsTransport>();
        services.AddHostedService(static provider => provider.GetRequiredService<TlsTransport>());
    }
}
