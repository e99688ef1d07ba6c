using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using Pdp.Contracts.V1;

namespace Pdp.Client;

/// <summary>The call of one check, of a request whose bytes are there already.</summary>
internal static class CheckMethod
{
    private static readonly Method<FrozenRequest, CheckResponse> Unary = new(
        MethodType.Unary, DecisionService.Descriptor.FullName, nameof(DecisionService.DecisionServiceClient.Check),
        new Marshaller<FrozenRequest>(Write, static _ => throw new NotSupportedException()),
        new Marshaller<CheckResponse>(
            static (response, context) => context.Complete(response.ToByteArray()),
            static context => CheckResponse.Parser.ParseFrom(context.PayloadAsReadOnlySequence())));

    /// <summary>Asks.</summary>
    public static AsyncUnaryCall<CheckResponse> Ask(CallInvoker channel, FrozenRequest request, DateTime deadline, CancellationToken cancellation) =>
        channel.AsyncUnaryCall(Unary, null, new CallOptions(deadline: deadline, cancellationToken: cancellation), request);

    private static void Write(FrozenRequest request, SerializationContext context)
    {
        context.SetPayloadLength(request.Bytes.Length);
        context.GetBufferWriter().Write(request.Bytes);
        context.Complete();
    }
}
