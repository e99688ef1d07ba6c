using Microsoft.IdentityModel.Tokens;
using Pdp.Identity.Keys;
using Pdp.Identity.Settings;

namespace Pdp.Identity.Tokens;

/// <summary>An issuer, with its keys.</summary>
/// <param name="Settings">Its terms.</param>
/// <param name="Keys">Its keys.</param>
internal sealed record IssuerState(IssuerSettings Settings, KeyRing Keys)
{
    /// <summary>What the library is told to verify; everything that is checked here is checked by it once more.</summary>
    public TokenValidationParameters Parameters(SecurityKey key, string algorithm) => new()
    {
        ValidAlgorithms = [algorithm],
        RequireSignedTokens = true,
        RequireExpirationTime = Settings.Profile != TokenProfile.SecurityEvent,
        RequireAudience = true,
        ValidateIssuer = Settings.Profile != TokenProfile.JwtSvid,
        ValidIssuer = Settings.Name,
        ValidateAudience = true,
        ValidAudiences = Settings.Audiences,
        IgnoreTrailingSlashWhenValidatingAudience = false,

        // Times are checked by our own clock, which tests can move.
        ValidateLifetime = false,
        ValidateIssuerSigningKey = true,
        TryAllIssuerSigningKeys = false,
        ValidateWithLKG = false,
        IssuerSigningKey = key,
        IncludeTokenOnFailedValidation = false,
        LogValidationExceptions = false,
    };
}
