using Grpc.Core;

namespace Pdp.Client.AspNetCore;

/// <summary>What a caller over gRPC gets when it is not let in.</summary>
internal static class Refusal
{
    public const string Denied = "permission denied";

    /// <summary>What a call that streams ends with when its caller is not vouched for any more.</summary>
    public static RpcException Expired() => new(new Status(StatusCode.Unauthenticated, "what vouched for the caller has expired"));

    /// <summary>Turns an answer that is no permission into the call's end.</summary>
    public static RpcException Of(GateAnswer answer) => new(answer.StatusCode switch
    {
        401 => new Status(StatusCode.Unauthenticated, "nobody has vouched for the caller"),
        403 => new Status(StatusCode.PermissionDenied, answer.Decision is { UserReason.Length: > 0 } decision && decision.Reason.IsPolicyDenial() ? decision.UserReason : Denied),
        503 => new Status(StatusCode.Unavailable, "whether this is permitted cannot be told at the moment"),
        _ => new Status(StatusCode.Internal, "whether this is permitted cannot be told"),
    });
}
