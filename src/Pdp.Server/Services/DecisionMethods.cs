using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Pdp.Contracts.V1;

namespace Pdp.Server.Services;

/// <summary>
/// Binds <c>pdp.v1.DecisionService</c>. By hand instead of through the generated base, so that the codec is ours.
/// </summary>
internal sealed class DecisionMethods : IServiceMethodProvider<DecisionEndpoints>
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<DecisionEndpoints> context)
    {
        context.AddUnaryMethod(
            Method<CheckRequest, CheckResponse>(MethodType.Unary, nameof(DecisionEndpoints.Check), CheckRequest.Parser), Verb.Post,
            static (endpoints, request, call) => endpoints.Check(request, call));
        context.AddUnaryMethod(
            Method<CheckBatchRequest, CheckBatchResponse>(MethodType.Unary, nameof(DecisionEndpoints.CheckBatch), CheckBatchRequest.Parser), Verb.Post,
            static (endpoints, request, call) => endpoints.CheckBatch(request, call));
        context.AddDuplexStreamingMethod(
            Method<CheckStreamRequest, CheckStreamResponse>(MethodType.DuplexStreaming, nameof(DecisionEndpoints.CheckStream), CheckStreamRequest.Parser), Verb.Post,
            static (endpoints, requests, responses, call) => endpoints.CheckStream(requests, responses, call));
        context.AddUnaryMethod(
            Method<ExplainRequest, ExplainResponse>(MethodType.Unary, nameof(DecisionEndpoints.Explain), ExplainRequest.Parser), Verb.Post,
            static (endpoints, request, call) => endpoints.Explain(request, call));
    }

    private static Method<Received<TRequest>, TResponse> Method<TRequest, TResponse>(
        MethodType type, string name, Google.Protobuf.MessageParser<TRequest> parser)
        where TRequest : class, Google.Protobuf.IMessage<TRequest>
        where TResponse : class, Google.Protobuf.IMessage<TResponse> =>
        new(type, DecisionService.Descriptor.FullName, name, Codec.Request(parser), Codec.Response<TResponse>());
}
