using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Pdp.Client.AspNetCore;

/// <summary>Looks, before the application listens, whether each of its endpoints says who may use it, and whether there is a PDP to ask.</summary>
internal sealed class EndpointCheck(IOptions<PdpAuthorizationOptions> options, ILogger<EndpointCheck> logger) : IStartupFilter
{
    // what gRPC answers for methods that do not exist
    private const string Unimplemented = "gRPC - Unimplemented";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        _ = app.ApplicationServices.GetRequiredService<PdpGate>();
        if (options.Value.UnmarkedEndpoints == UnmarkedEndpoints.Ignore) return;
        if (app.ApplicationServices.GetService<EndpointDataSource>() is not { } source) return;
        string[] unmarked = [.. source.Endpoints.Where(IsUnmarked).Select(endpoint => endpoint.DisplayName ?? "?").Order(StringComparer.Ordinal)];
        if (unmarked.Length == 0) return;
        var list = string.Join("`, `", unmarked);
        if (options.Value.UnmarkedEndpoints == UnmarkedEndpoints.RefuseToStart)
            throw new InvalidOperationException($"{unmarked.Length} endpoints say nothing of authorization: `{list}`: add `RequirePdp`, or `AllowAnonymous`");
        Log.Unmarked(logger, unmarked.Length, list);
    };

    private static bool IsUnmarked(Endpoint endpoint) =>
        endpoint is RouteEndpoint
        && endpoint.DisplayName?.StartsWith(Unimplemented, StringComparison.Ordinal) != true
        && !endpoint.Metadata.Any(one => one is IAuthorizeData or AuthorizationPolicy or IAuthorizationRequirementData or IAllowAnonymous);
}
