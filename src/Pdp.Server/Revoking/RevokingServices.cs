namespace Pdp.Server.Revoking;

/// <summary>What knows who and what is revoked: of a file, of calls, and of issuers that tell it.</summary>
internal static class RevokingServices
{
    /// <summary>Adds it.</summary>
    public static void AddRevoking(this IServiceCollection services, RevocationStart revocations, SecurityEventStart securityEvents)
    {
        services.AddSingleton(revocations);
        services.AddSingleton<Revocations>();
        services.AddSingleton<RevocationMeter>();
        services.AddSingleton(securityEvents);
        services.AddSingleton<SecurityEventReceiver>();
        services.AddHostedService(static provider => provider.GetRequiredService<SecurityEventReceiver>());
        services.AddHostedService<RevocationFollower>();
        services.AddSingleton<RevocationEndpoints>();
    }
}
