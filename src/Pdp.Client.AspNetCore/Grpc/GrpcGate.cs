using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Pdp.Client.AspNetCore;

/// <summary>Asks the PDP about calls of gRPC methods.</summary>
internal sealed class GrpcGate(PdpGate gate, IOptions<PdpGrpcOptions> options, TimeProvider clock)
{
    /// <summary>How often a call that streams is asked about.</summary>
    public TimeSpan RecheckInterval => options.Value.RecheckInterval;

    public TimeProvider Clock => clock;

    /// <summary>What has to be asked of a call, now and again; null: it is open to all.</summary>
    /// <exception cref="RpcException">Nothing says what it does: it is refused.</exception>
    public Func<CancellationToken, ValueTask<GateAnswer>>? QuestionOf(object? message, ServerCallContext call)
    {
        var http = call.GetHttpContext();
        var metadata = http.GetEndpoint()?.Metadata;
        var mapping = options.Value.Find(call.Method) ?? (metadata?.GetMetadata<PdpGrpcAttribute>() is { } attribute ? GrpcMapping.Of(attribute) : null);
        if (metadata?.GetMetadata<IAllowAnonymous>() is not null) return null;
        if (mapping is null) throw new RpcException(new Status(StatusCode.PermissionDenied, Refusal.Denied));
        return cancellation => gate.AskAsync(http.User, mapping.Action, () => ValueTask.FromResult(Resource(mapping, message, call)), http, cancellation);
    }

    private static PdpResource Resource(GrpcMapping mapping, object? message, ServerCallContext call) =>
        mapping.ResourceId(message, call) is { Length: > 0 } id
            ? new PdpResource(mapping.ResourceType, id)
            : throw new QuestionException($"`{call.Method}`: the call has no resource id");
}
