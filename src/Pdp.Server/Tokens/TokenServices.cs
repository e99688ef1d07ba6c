using Pdp.Identity.Settings;
using Pdp.Server.Revoking;

namespace Pdp.Server.Tokens;

/// <summary>What verifies the tokens of callers and subjects.</summary>
internal static class TokenServices
{
    /// <summary>Adds it.</summary>
    /// <param name="services">Gets it.</param>
    /// <param name="issuers">Whose tokens are taken; null: nobody's.</param>
    /// <param name="file">The file that says so; null: there is none.</param>
    /// <param name="clock">The time.</param>
    public static void AddTokens(this IServiceCollection services, IdentitySettings? issuers, string? file, TimeProvider clock)
    {
        services.AddHostedService<IssuersFollower>();
        services.AddSingleton(provider => new SubjectTokens(
            issuers, file, clock, provider.GetRequiredService<Revocations>(), provider.GetRequiredService<ILogger<SubjectTokens>>()));
    }
}
