using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Server.Services;

namespace Pdp.Server.Revoking;

/// <summary>Binds <c>pdp.v1.RevocationService</c>.</summary>
internal sealed class RevocationMethods : IServiceMethodProvider<RevocationEndpoints>
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<RevocationEndpoints> context)
    {
        context.AddUnaryMethod(
            Method<RevokeRequest, RevokeResponse>(nameof(RevocationEndpoints.Revoke), RevokeRequest.Parser), Verb.Post, static (endpoints, request, _) => endpoints.Revoke(request));
        context.AddUnaryMethod(
            Method<RestoreRequest, RestoreResponse>(nameof(RevocationEndpoints.Restore), RestoreRequest.Parser), Verb.Post, static (endpoints, request, _) => endpoints.Restore(request));
        context.AddUnaryMethod(
            Method<ListRevocationsRequest, ListRevocationsResponse>(nameof(RevocationEndpoints.ListRevocations), ListRevocationsRequest.Parser), Verb.Post,
            static (endpoints, request, _) => endpoints.ListRevocations(request));
    }

    private static Method<Received<TRequest>, TResponse> Method<TRequest, TResponse>(string name, Google.Protobuf.MessageParser<TRequest> parser)
        where TRequest : class, Google.Protobuf.IMessage<TRequest>
        where TResponse : class, Google.Protobuf.IMessage<TResponse> =>
        new(MethodType.Unary, RevocationService.Descriptor.FullName, name, Codec.Request(parser), Codec.Response<TResponse>());
}
