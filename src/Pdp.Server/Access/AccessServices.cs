namespace Pdp.Server.Access;

/// <summary>What says which callers may do what.</summary>
internal static class AccessServices
{
    /// <summary>Adds it.</summary>
    public static void AddAccess(this IServiceCollection services, AccessState access)
    {
        services.AddSingleton(access);
        services.AddSingleton<AccessMeter>();
        services.AddSingleton<AccessControl>();
        services.AddHostedService<AccessFollower>();
    }
}
