using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Pdp.Contracts.V1;

namespace Pdp.Server.Services;

/// <summary>Binds the method of <see cref="WatchEndpoints"/>, as <see cref="PolicyMethods"/> does the others of the service.</summary>
internal sealed class WatchMethods : IServiceMethodProvider<WatchEndpoints>
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<WatchEndpoints> context) => context.AddServerStreamingMethod(
        new Method<Received<WatchRequest>, WatchResponse>(
            MethodType.ServerStreaming, PolicyService.Descriptor.FullName, nameof(WatchEndpoints.Watch),
            Codec.Request(WatchRequest.Parser), Codec.Response<WatchResponse>()),
        Verb.Post,
        static (endpoints, request, responses, call) => endpoints.Watch(request, responses, call));
}
