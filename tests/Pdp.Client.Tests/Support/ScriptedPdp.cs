using System.Net;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pdp.Contracts.V1;

namespace Pdp.Client.Tests.Support;

/// <summary>A gRPC server on a real socket that answers as no PDP should.</summary>
internal sealed class ScriptedPdp : IAsyncDisposable
{
    private readonly WebApplication _application;

    private ScriptedPdp(WebApplication application, Script script, IPEndPoint endPoint) => (_application, Script, EndPoint) = (application, script, endPoint);

    public IPEndPoint EndPoint { get; }

    public Script Script { get; }

    public static async Task<ScriptedPdp> StartAsync(Script script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // calls that came over TLS, which ended before here, say https
            kestrel.AllowAlternateSchemes = true;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(script);
        var application = builder.Build();
        application.MapGrpcService<Decisions>();
        application.MapGrpcService<Healths>();
        application.MapGrpcService<Policies>();
        await application.StartAsync();
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new ScriptedPdp(application, script, new IPEndPoint(IPAddress.Loopback, new Uri(address).Port));
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private sealed class Decisions(Script script) : DecisionService.DecisionServiceBase
    {
        public override Task<CheckResponse> Check(CheckRequest request, ServerCallContext context)
        {
            Interlocked.Increment(ref script.Calls);
            return script.Check(request, context);
        }

        public override Task<CheckBatchResponse> CheckBatch(CheckBatchRequest request, ServerCallContext context) => script.CheckBatch(request);

        public override async Task CheckStream(
            IAsyncStreamReader<CheckStreamRequest> requestStream, IServerStreamWriter<CheckStreamResponse> responseStream, ServerCallContext context)
        {
            await foreach (var question in requestStream.ReadAllAsync(context.CancellationToken))
            {
                if (script.Stream(question) is { } answer) await responseStream.WriteAsync(answer);
            }
        }
    }

    private sealed class Healths(Script script) : Health.HealthBase
    {
        public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
        {
            Interlocked.Increment(ref script.Probes);
            if (script.HealthFailure is { } status) throw new RpcException(new Status(status, "no"));
            return Task.FromResult(new HealthCheckResponse { Status = script.Health });
        }
    }

    private sealed class Policies(Script script) : PolicyService.PolicyServiceBase
    {
        public override async Task Watch(WatchRequest request, IServerStreamWriter<WatchResponse> responseStream, ServerCallContext context)
        {
            if (!script.IsWatched) throw new RpcException(new Status(StatusCode.Unimplemented, "no"));
            for (var isFirst = true; ; isFirst = false)
            {
                await responseStream.WriteAsync(new WatchResponse { Revision = "r1", IsHeartbeat = !isFirst }, context.CancellationToken);
                await Task.Delay(request.Heartbeat.ToTimeSpan(), context.CancellationToken);
            }
        }
    }
}

/// <summary>What a <see cref="ScriptedPdp"/> answers.</summary>
internal sealed class Script
{
    public int Calls;
    public int Probes;

    public Func<CheckRequest, ServerCallContext, Task<CheckResponse>> Check { get; set; } = (_, _) => Task.FromResult(Permit());

    public Func<CheckBatchRequest, Task<CheckBatchResponse>> CheckBatch { get; set; } = _ => throw new RpcException(new Status(StatusCode.Unimplemented, ""));

    /// <summary>Answers on streams; of null nothing is ever heard.</summary>
    public Func<CheckStreamRequest, CheckStreamResponse?> Stream { get; set; } = question => new CheckStreamResponse { RequestId = question.RequestId, Response = Permit() };

    public HealthCheckResponse.Types.ServingStatus Health { get; set; } = HealthCheckResponse.Types.ServingStatus.Serving;

    public StatusCode? HealthFailure { get; set; }

    /// <summary>Whether it tells of changes: of none, ever, since <c>r1</c>.</summary>
    public bool IsWatched { get; set; }

    public static CheckResponse Permit() => new() { Decision = Decision.Permit, Allowed = true, Status = "ok", Revision = "r1", DecisionId = "d1" };

    public static Script Answering(CheckResponse response) => new()
    {
        Check = (_, _) => Task.FromResult(response),
        Stream = question => new CheckStreamResponse { RequestId = question.RequestId, Response = response },
    };

    public static Script Failing(StatusCode status) => new() { Check = (_, _) => throw new RpcException(new Status(status, "no")) };
}
