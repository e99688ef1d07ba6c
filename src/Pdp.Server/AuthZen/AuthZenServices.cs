namespace Pdp.Server.AuthZen;

/// <summary>What answers AuthZEN's questions over HTTP.</summary>
internal static class AuthZenServices
{
    /// <summary>Adds it.</summary>
    public static void AddAuthZen(this IServiceCollection services)
    {
        services.AddSingleton<AuthZenExchange>();
        services.AddSingleton<EvaluationEndpoints>();
        services.AddSingleton<SearchEndpoints>();
        services.AddSingleton<MetadataEndpoint>();
        services.AddSingleton<PageTokens>();
    }
}
