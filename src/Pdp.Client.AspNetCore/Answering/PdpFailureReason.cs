using Microsoft.AspNetCore.Authorization;

namespace Pdp.Client.AspNetCore;

/// <summary>Why a <see cref="PdpRequirement"/> was not met, for applications that ask <see cref="IAuthorizationService"/> themselves.</summary>
public sealed class PdpFailureReason : AuthorizationFailureReason
{
    internal PdpFailureReason(IAuthorizationHandler handler, PdpRequirement requirement, GateAnswer answer)
        : base(handler, $"{requirement}: {answer.Decision.Reason.Name()}")
    {
        (Requirement, Decision, StatusCode) = (requirement, answer.Decision, answer.StatusCode);
    }

    /// <summary>What was required.</summary>
    public PdpRequirement Requirement { get; }

    /// <summary>The PDP's decision; its reason is <see cref="ReasonCode.Unspecified"/> when it could not be asked.</summary>
    public AuthorizationDecision Decision { get; }

    /// <summary>
    /// What a web service answers: 401 when nobody has vouched for the caller, 403 when it is denied, 503 when the PDP did not answer, 500 when
    /// the application could not say what to ask.
    /// </summary>
    public int StatusCode { get; }
}
