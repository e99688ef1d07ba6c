using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Pdp.Contracts.V1;

namespace Pdp.Server.Services;

/// <summary>Binds <see cref="ReloadEndpoint"/>, as <see cref="PolicyMethods"/> does the other methods of the service.</summary>
internal sealed class ReloadMethods : IServiceMethodProvider<ReloadEndpoint>
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<ReloadEndpoint> context) => context.AddUnaryMethod(
        new Method<Received<ReloadRequest>, ReloadResponse>(
            MethodType.Unary, PolicyService.Descriptor.FullName, nameof(ReloadEndpoint.Reload),
            Codec.Request(ReloadRequest.Parser), Codec.Response<ReloadResponse>()),
        Verb.Post, static (endpoint, request, call) => endpoint.Reload(request, call));
}
