using Microsoft.AspNetCore.Http.Features;

namespace Pdp.Server.Hosting;

/// <summary>
/// The root's services for every request. A scope per request costs more memory than a decision, and nothing here has
/// services that live only for a request.
/// </summary>
internal sealed class RootServices(IServiceProvider services) : IServiceProvidersFeature
{
    public IServiceProvider RequestServices { get; set; } = services;
}
