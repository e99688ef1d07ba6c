using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Pdp.Contracts.V1;

namespace Pdp.Server.Services;

/// <summary>Binds <c>pdp.v1.PolicyService</c>, as <see cref="DecisionMethods"/> does its service.</summary>
internal sealed class PolicyMethods : IServiceMethodProvider<PolicyEndpoints>
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<PolicyEndpoints> context)
    {
        context.AddUnaryMethod(
            Method<GetRevisionRequest, GetRevisionResponse>(nameof(PolicyEndpoints.GetRevision), GetRevisionRequest.Parser), Verb.Post,
            static (endpoints, request, _) => endpoints.GetRevision(request));
        context.AddUnaryMethod(
            Method<ListPoliciesRequest, ListPoliciesResponse>(nameof(PolicyEndpoints.ListPolicies), ListPoliciesRequest.Parser), Verb.Post,
            static (endpoints, request, _) => endpoints.ListPolicies(request));
        context.AddUnaryMethod(
            Method<GetPolicyRequest, GetPolicyResponse>(nameof(PolicyEndpoints.GetPolicy), GetPolicyRequest.Parser), Verb.Post,
            static (endpoints, request, _) => endpoints.GetPolicy(request));
    }

    private static Method<Received<TRequest>, TResponse> Method<TRequest, TResponse>(
        string name, Google.Protobuf.MessageParser<TRequest> parser)
        where TRequest : class, Google.Protobuf.IMessage<TRequest>
        where TResponse : class, Google.Protobuf.IMessage<TResponse> =>
        new(MethodType.Unary, PolicyService.Descriptor.FullName, name, Codec.Request(parser), Codec.Response<TResponse>());
}
