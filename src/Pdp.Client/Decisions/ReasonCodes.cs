namespace Pdp.Client;

/// <summary>What reasons have in common.</summary>
public static class ReasonCodes
{
    /// <summary>
    /// Whether the policies were asked and did not permit it, or what they demand is not met: a web service answers 403 then. Otherwise
    /// there was no answer to be relied upon, and it answers 503, or 500 for <see cref="ReasonCode.InvalidRequest"/>, where asking again does not
    /// help, or 401 for <see cref="ReasonCode.TokenRefused"/>.
    /// </summary>
    public static bool IsPolicyDenial(this ReasonCode reason) => reason
        is ReasonCode.Denied or ReasonCode.NotApplicable or ReasonCode.Indeterminate or ReasonCode.UnknownObligation or ReasonCode.ObligationFailed;

    /// <summary>The name that logs and metrics use: <c>not_applicable</c>.</summary>
    public static string Name(this ReasonCode reason) => reason switch
    {
        ReasonCode.Permitted => "permitted",
        ReasonCode.Denied => "denied",
        ReasonCode.NotApplicable => "not_applicable",
        ReasonCode.Indeterminate => "indeterminate",
        ReasonCode.UnknownObligation => "unknown_obligation",
        ReasonCode.ObligationFailed => "obligation_failed",
        ReasonCode.Deadline => "deadline",
        ReasonCode.Unavailable => "unavailable",
        ReasonCode.CircuitOpen => "circuit_open",
        ReasonCode.Throttled => "throttled",
        ReasonCode.InvalidRequest => "invalid_request",
        ReasonCode.InvalidResponse => "invalid_response",
        ReasonCode.BatchSizeMismatch => "batch_size_mismatch",
        ReasonCode.StalePolicy => "stale_policy",
        ReasonCode.Unauthenticated => "unauthenticated",
        ReasonCode.TokenRefused => "token_refused",
        _ => "unspecified",
    };
}
