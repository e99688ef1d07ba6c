using Grpc.Core;

namespace Pdp.Client;

/// <summary>Reads why there is no answer.</summary>
internal static class StatusReader
{
    /// <summary>What a status other than OK comes to.</summary>
    public static Answer Read(StatusCode status, string detail) => status switch
    {
        StatusCode.DeadlineExceeded => Answer.Fault(ReasonCode.Deadline, "there was no answer in time"),
        StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.Aborted => Answer.Fault(ReasonCode.Unavailable, detail),
        StatusCode.Unimplemented or StatusCode.NotFound => Answer.Fault(ReasonCode.Unavailable, $"there is no PDP at this address: {detail}"),
        StatusCode.ResourceExhausted => Answer.Fault(ReasonCode.Throttled, detail),
        StatusCode.InvalidArgument or StatusCode.OutOfRange => Answer.Refused(ReasonCode.InvalidRequest, detail),
        StatusCode.FailedPrecondition => Answer.Refused(ReasonCode.StalePolicy, detail),
        StatusCode.Unauthenticated or StatusCode.PermissionDenied => Answer.Refused(ReasonCode.Unauthenticated, detail),
        _ => Answer.Fault(ReasonCode.InvalidResponse, $"{status}: {detail}"),
    };
}
