using Pdp.Server.ExtAuthz;
using Pdp.Server.ForwardedCertificates;
using Pdp.Server.Settings;
using Pdp.Server.Transport;

namespace Pdp.Server.Gateways;

/// <summary>What answers gateways and proxies, and believes the certificates that they hand on.</summary>
internal static class GatewayServices
{
    /// <summary>Adds it.</summary>
    /// <param name="services">Gets it.</param>
    /// <param name="forwarded">Whose certificates are believed.</param>
    /// <param name="options">The settings.</param>
    /// <param name="clock">The time.</param>
    public static void AddGateways(this IServiceCollection services, ForwardedStart forwarded, PdpServerOptions options, TimeProvider clock)
    {
        services.AddSingleton<GatewayJudge>();
        services.AddSingleton<ExtAuthzEndpoint>();
        services.AddSingleton(forwarded);
        services.AddSingleton<ForwardedMeter>();
        services.AddSingleton(provider => new ForwardedTrust(
            forwarded, provider.GetService<TlsTransport>(), options, clock, provider.GetRequiredService<ForwardedMeter>(), provider.GetRequiredService<ILogger<ForwardedTrust>>()));
        services.AddSingleton<VerifiedCertificates>();
        services.AddSingleton<ForwardedPeers>();
        services.AddHostedService(static provider => provider.GetRequiredService<ForwardedTrust>());
        services.AddSingleton(new GatewayCallers(options.GatewayCallers));
    }
}
