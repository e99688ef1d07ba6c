namespace Pdp.Client.AspNetCore;

/// <summary>What was decided of one requirement of a request.</summary>
/// <param name="Requirement">What was required.</param>
/// <param name="Decision">The decision.</param>
public sealed record PdpEndpointDecision(PdpRequirement Requirement, AuthorizationDecision Decision);
