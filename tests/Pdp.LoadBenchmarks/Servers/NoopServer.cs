using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Pdp.Contracts.V1;
using Pdp.LoadBenchmarks.Bench;

namespace Pdp.LoadBenchmarks.Servers;

/// <summary>
/// Servers that take the same messages and decide nothing. <c>generated</c> is what whoever writes a gRPC service gets: the
/// generated base, the library's messages. <c>marshaller</c> takes the bytes as they come and sends bytes that were made
/// before, with everything turned off that a call can do without: what the gRPC library alone costs.
/// </summary>
internal static class NoopServer
{
    public static async Task RunAsync(string kind, int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, static o => o.Protocols = HttpProtocols.Http2));
        builder.Services.AddRoutingCore();
        var isLean = kind == "marshaller";
        builder.Services.AddGrpc(grpc => grpc.IgnoreUnknownServices = isLean);
        builder.Services.AddSingleton<LeanNoop>();
        builder.Services.AddSingleton<IServiceMethodProvider<LeanNoop>, LeanMethods>();
        await using var app = builder.Build();
        if (isLean)
        {
            var services = new SharedServices(app.Services);
            app.Use((context, next) =>
            {
                context.Features.Set<IServiceProvidersFeature>(services);
                return next(context);
            });
        }

        app.UseRouting();
        if (isLean) app.MapGrpcService<LeanNoop>();
        else
        {
            app.MapGrpcService<GeneratedNoop>();
            app.MapGrpcService<WholeBatchNoop>();
        }

        await app.RunAsync();
    }

    private sealed class SharedServices(IServiceProvider services) : IServiceProvidersFeature
    {
        public IServiceProvider RequestServices { get; set; } = services;
    }

    private sealed class GeneratedNoop : DecisionService.DecisionServiceBase
    {
        private static readonly CheckResponse Answer = new() { Decision = Decision.Permit, Allowed = true, Status = "ok", Revision = "r-1" };
        private static readonly Task<CheckResponse> Answered = Task.FromResult(Answer);
        private static readonly CheckBatchResult Result = new() { Response = Answer };

        public override Task<CheckResponse> Check(CheckRequest request, ServerCallContext context) => Answered;

        public override Task<CheckBatchResponse> CheckBatch(CheckBatchRequest request, ServerCallContext context)
        {
            var response = new CheckBatchResponse();
            for (var i = 0; i < request.Items.Count; i++) response.Results.Add(Result);
            return Task.FromResult(response);
        }

        internal static BatchResponse Answers(int count)
        {
            var response = new BatchResponse();
            for (var i = 0; i < count; i++) response.Responses.Add(Answer);
            return response;
        }

        public override async Task CheckStream(
            IAsyncStreamReader<CheckStreamRequest> requestStream, IServerStreamWriter<CheckStreamResponse> responseStream, ServerCallContext context)
        {
            while (await requestStream.MoveNext(context.CancellationToken))
            {
                await responseStream.WriteAsync(new CheckStreamResponse { RequestId = requestStream.Current.RequestId, Response = Answer });
            }
        }
    }

    private sealed class WholeBatchNoop : Noop.NoopBase
    {
        public override Task<BatchResponse> CheckBatch(BatchRequest request, ServerCallContext context) =>
            Task.FromResult(GeneratedNoop.Answers(request.Requests.Count));
    }

    private sealed class LeanNoop
    {
        public Task<Message> Answered { get; } = Task.FromResult(new Message());
    }

    private sealed class Message;

    private sealed class LeanMethods : IServiceMethodProvider<LeanNoop>
    {
        private static readonly byte[] Answer =
            new CheckResponse { Decision = Decision.Permit, Allowed = true, Status = "ok", Revision = "r-1" }.ToByteArray();

        private static readonly Message Received = new();

        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<LeanNoop> context)
        {
            var marshaller = Marshallers.Create<Message>(
                static (_, output) =>
                {
                    output.SetPayloadLength(Answer.Length);
                    System.Buffers.BuffersExtensions.Write(output.GetBufferWriter(), Answer);
                    output.Complete();
                },
                static input =>
                {
                    _ = input.PayloadAsReadOnlySequence();
                    return Received;
                });
            context.AddUnaryMethod(
                new Method<Message, Message>(MethodType.Unary, DecisionService.Descriptor.FullName, "Check", marshaller, marshaller), [],
                static (service, _, _) => service.Answered);
        }
    }
}
