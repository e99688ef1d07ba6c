namespace Pdp.Client.AspNetCore;

/// <summary>What came of a question.</summary>
/// <param name="Decision">The decision; the one that nobody made, which denies, when the question could not be asked.</param>
/// <param name="StatusCode">What a caller over HTTP gets: 200, 401, 403, 500 or 503.</param>
internal readonly record struct GateAnswer(AuthorizationDecision Decision, int StatusCode)
{
    /// <summary>What a decision comes to.</summary>
    public static GateAnswer Of(AuthorizationDecision decision) => new(decision, decision switch
    {
        { IsPermitted: true } => 200,
        _ when decision.Reason.IsPolicyDenial() => 403,
        { Reason: ReasonCode.TokenRefused } => 401,
        { Reason: ReasonCode.InvalidRequest or ReasonCode.Unspecified } => 500, // trying again will not help
        _ => 503,
    });
}
