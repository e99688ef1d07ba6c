using Pdp.Server.Services;

namespace Pdp.Server.ShadowReports;

/// <summary>What tries versions of policies that are not in force.</summary>
internal static class ShadowServices
{
    /// <summary>Adds it.</summary>
    public static void AddShadowReports(this IServiceCollection services)
    {
        services.AddSingleton<ShadowLog>();
        services.AddSingleton<ShadowTrial>();
        services.AddSingleton<ShadowMeter>();
        services.AddSingleton<ShadowEndpoints>();
    }
}
