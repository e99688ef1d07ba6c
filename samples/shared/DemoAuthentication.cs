using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Pdp.Samples;

/// <summary>
/// Believes whoever the header <c>x-demo-user</c> names, so that a sample can be tried with nothing but curl. It stands where an application has
/// its tokens or certificates checked.
/// </summary>
internal sealed class DemoAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>Adds it.</summary>
    /// <exception cref="InvalidOperationException">The application does not run in Development.</exception>
    public static void Add(WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment())
            throw new InvalidOperationException("the demo's authentication believes everybody: it is for Development only");
        builder.Services.AddAuthentication("demo").AddScheme<AuthenticationSchemeOptions, DemoAuthentication>("demo", configureOptions: null);
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers["x-demo-user"] is not [{ Length: > 0 } name]) return Task.FromResult(AuthenticateResult.NoResult());
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", name)], Scheme.Name));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(user, Scheme.Name)));
    }
}
