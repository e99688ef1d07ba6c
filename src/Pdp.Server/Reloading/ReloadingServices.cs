using Pdp.Server.Services;

namespace Pdp.Server.Reloading;

/// <summary>What puts new policies in force, and tells which are.</summary>
internal static class ReloadingServices
{
    /// <summary>Adds it.</summary>
    /// <param name="services">Gets it.</param>
    /// <param name="tokenFile">The file of the token that lets others have the policies read again; null: there is none.</param>
    /// <exception cref="Hosting.StartUpException">The file cannot be used.</exception>
    public static void AddReloading(this IServiceCollection services, string? tokenFile)
    {
        services.AddSingleton<ReloadMeter>();
        services.AddSingleton<Freshness>();
        services.AddSingleton<Reloader>();
        services.AddSingleton<PolicyEndpoints>();
        services.AddSingleton(ReloadToken.Open(tokenFile));
        services.AddSingleton<RevisionGate>();
        services.AddSingleton<ReloadEndpoint>();
        services.AddSingleton<WatchEndpoints>();
    }
}
