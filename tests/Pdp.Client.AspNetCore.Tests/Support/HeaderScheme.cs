using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Pdp.Client.AspNetCore.Tests.Support;

/// <summary>Believes the header <c>x-claims</c>: <c>sub=alice;department=sales</c>, until the time in <c>x-expires</c>, if there is one.</summary>
internal sealed class HeaderScheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers["x-claims"].ToString() is not { Length: > 0 } text) return Task.FromResult(AuthenticateResult.NoResult());
        var claims = text.Split(';').Select(part => part.Split('=')).Select(pair => new Claim(pair[0], pair[1]));
        var user = new ClaimsPrincipal(new ClaimsIdentity(claims, "header"));
        var properties = new AuthenticationProperties();
        if (Request.Headers["x-expires"].ToString() is { Length: > 0 } time) properties.ExpiresUtc = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(user, properties, Scheme.Name)));
    }
}
