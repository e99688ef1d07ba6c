using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Pdp.Client.AspNetCore;

/// <summary>Until when a caller is who it says: what the application's authentication vouches for holds until then, and no longer.</summary>
internal static class IdentityExpiry
{
    // RFC 7519, section 4.1.4: seconds since 1970, with or without a fraction
    private const string Claim = "exp";

    private static readonly double Latest = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>The earliest end of what was authenticated; null: nothing says that it ends. One that cannot be read is over.</summary>
    public static DateTimeOffset? Of(HttpContext http)
    {
        var end = http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc;
        foreach (var claim in http.User.Identities.Where(identity => identity.IsAuthenticated).SelectMany(identity => identity.FindAll(Claim)))
        {
            var told = Read(claim.Value);
            if (end is null || told < end) end = told;
        }

        return end;
    }

    private static DateTimeOffset Read(string text)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) || !(seconds > 0)) return DateTimeOffset.MinValue;
        return seconds >= Latest ? DateTimeOffset.MaxValue : DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(seconds);
    }
}
