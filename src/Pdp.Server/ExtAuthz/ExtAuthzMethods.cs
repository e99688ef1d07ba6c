using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Pdp.Server.ExtAuthz.Messages;
using Pdp.Server.Services;

namespace Pdp.Server.ExtAuthz;

/// <summary>Binds <c>envoy.service.auth.v3.Authorization</c>; what newer senders know and we do not is skipped.</summary>
internal sealed class ExtAuthzMethods : IServiceMethodProvider<ExtAuthzEndpoint>
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<ExtAuthzEndpoint> context) => context.AddUnaryMethod(
        new Method<Received<CheckRequest>, CheckResponse>(
            MethodType.Unary, ExternalAuthReflection.Descriptor.Services[0].FullName, nameof(ExtAuthzEndpoint.Check),
            Codec.Request(CheckRequest.Parser.WithDiscardUnknownFields(true)), Codec.Response<CheckResponse>()),
        Verb.Post,
        static (endpoint, request, call) => endpoint.Check(request, call));
}
