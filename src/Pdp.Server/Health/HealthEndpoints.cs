using Grpc.Core;
using Grpc.Health.V1;
using Pdp.Contracts.V1;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Pdp.Server.Health;

/// <summary>
/// <c>grpc.health.v1.Health</c>. Its watches end by themselves when the server stops, after they told so: otherwise every
/// watching client would hold the server up for its whole drain time.
/// </summary>
/// <param name="readiness">Where the server stands.</param>
internal sealed class HealthEndpoints(Readiness readiness) : Grpc.Health.V1.Health.HealthBase
{
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        if (!IsKnown(request.Service)) throw new RpcException(new Status(StatusCode.NotFound, "there is no such service"));
        return Task.FromResult(Response(readiness.Current));
    }

    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        var known = IsKnown(request.Service);
        ServingStatus? told = null;
        while (true)
        {
            var state = readiness.Current;
            var response = known ? Response(state) : new HealthCheckResponse { Status = ServingStatus.ServiceUnknown };
            if (response.Status != told) await responseStream.WriteAsync(response, context.CancellationToken);
            told = response.Status;
            if (state.Phase == ServerPhase.Stopping) return;
            await state.Changed.WaitAsync(context.CancellationToken);
        }
    }

    private static bool IsKnown(string service) =>
        service.Length == 0 || service == DecisionService.Descriptor.FullName || service == PolicyService.Descriptor.FullName;

    private static HealthCheckResponse Response(ReadinessState state) => new()
    {
        Status = state.WantsCalls ? ServingStatus.Serving : ServingStatus.NotServing,
    };
}
