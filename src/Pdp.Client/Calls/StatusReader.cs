using Grpc.Core;

namespace Pdp.Client;

/// <summary>Reads why there is no answer.</summary>
internal static class StatusReader
{
    private const string TokenCodes = "token-";
    private const string KeysUnavailable = "token-keys-unavailable:";

    /// <summary>What a status other than OK comes to.</summary>
    public static Answer Read(StatusCode status, string detail) => status switch
    {
        StatusCode.DeadlineExceeded => Answer.Fault(ReasonCode.Deadline, "there was no answer in time"),
        StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.Aborted => Answer.Fault(ReasonCode.Unavailable, detail),
        StatusCode.Unimplemented or StatusCode.NotFound => Answer.Fault(ReasonCode.Unavailable, $"there is no PDP at this address: {detail}"),
        StatusCode.ResourceExhausted => Answer.Fault(ReasonCode.Throttled, detail),
        StatusCode.InvalidArgument or StatusCode.OutOfRange => Answer.Refused(ReasonCode.InvalidRequest, detail),
        StatusCode.FailedPrecondition => Answer.Refused(ReasonCode.StalePolicy, detail),
        // keys that the PDP cannot have are no fault of the token's, nor of the PDP: other tokens are taken
        StatusCode.Unauthenticated when detail.StartsWith(KeysUnavailable, StringComparison.Ordinal) => Answer.Refused(ReasonCode.Unavailable, detail),
        StatusCode.Unauthenticated when detail.StartsWith(TokenCodes, StringComparison.Ordinal) => Answer.Refused(ReasonCode.TokenRefused, detail),
        StatusCode.Unauthenticated or StatusCode.PermissionDenied => Answer.Refused(ReasonCode.Unauthenticated, detail),
        _ => Answer.Fault(ReasonCode.InvalidResponse, $"{status}: {detail}"),
    };
}
