using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Server.Access;
using Pdp.Server.Reloading;
using Outcome = Pdp.Contracts.V1.ReloadOutcome;

namespace Pdp.Server.Services;

/// <summary><c>pdp.v1.PolicyService/Reload</c>.</summary>
/// <param name="reloader">Reads the source.</param>
/// <param name="token">Who may ask for that.</param>
/// <param name="freshness">Tells when the source was reached.</param>
/// <param name="access">Says who else may.</param>
internal sealed class ReloadEndpoint(Reloader reloader, ReloadToken token, Freshness freshness, AccessControl access)
{
    /// <summary>Reads the source now.</summary>
    public async Task<ReloadResponse> Reload(Received<ReloadRequest> received, ServerCallContext context)
    {
        await DemandAsync(context);
        if (received.Fault is not null) throw Malformed.Call(received.Fault);
        if (!reloader.IsFollowing) throw new RpcException(new Status(StatusCode.FailedPrecondition, "this server does not reload: it was started with `--reload false`, or has only begun to start"));
        try
        {
            return Of(await reloader.ReloadAsync(context.CancellationToken), freshness);
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "the server is stopping"));
        }
    }

    // whoever knows the reload token need be nobody else
    private async Task DemandAsync(ServerCallContext context)
    {
        var call = context.GetHttpContext();
        var sent = call.Request.Headers.Authorization;
        if (token.Exists && sent is [{ } header] && token.IsBearer(header)) return;
        var found = await access.FindAsync(call.Features, sent, context.CancellationToken);
        if (found.Caller is not { } caller) throw new RpcException(new Status(found.IsUnavailable ? StatusCode.Unavailable : StatusCode.Unauthenticated, found.Refusal!));
        if (access.May(caller, AccessAction.Reload)) return;
        throw token.Exists
            ? new RpcException(new Status(StatusCode.Unauthenticated, "expected `authorization: Bearer TOKEN` with the reload token of this server"))
            : new RpcException(new Status(StatusCode.PermissionDenied, $"{access.Refuse(caller, AccessAction.Reload)}: access policies can permit it, and `--reload-token-file FILE` names the secret of those who may as well"));
    }

    /// <summary>The message for what came of a reading.</summary>
    public static ReloadResponse Of(ReloadResult result, Freshness freshness) => new()
    {
        Outcome = result.Outcome switch
        {
            Reloading.ReloadOutcome.Activated => Outcome.Activated,
            Reloading.ReloadOutcome.Refused => Outcome.Refused,
            _ => Outcome.Unchanged,
        },
        State = RevisionMessages.Of(result.State, freshness),
    };
}
