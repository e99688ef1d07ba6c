using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Pdp.Contracts.V1;

namespace Pdp.Server.Services;

/// <summary>Binds the methods of <see cref="ShadowEndpoints"/>, as <see cref="PolicyMethods"/> does the others of the service.</summary>
internal sealed class ShadowMethods : IServiceMethodProvider<ShadowEndpoints>
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<ShadowEndpoints> context) => context.AddUnaryMethod(
        new Method<Received<GetShadowReportRequest>, GetShadowReportResponse>(
            MethodType.Unary, PolicyService.Descriptor.FullName, nameof(ShadowEndpoints.GetShadowReport),
            Codec.Request(GetShadowReportRequest.Parser), Codec.Response<GetShadowReportResponse>()),
        Verb.Post,
        static (endpoints, request, _) => endpoints.GetShadowReport(request));
}
