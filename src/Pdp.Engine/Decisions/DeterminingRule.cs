namespace Pdp.Engine.Decisions;

/// <summary>A rule (or, where an algorithm decides without one, a policy) that made the answer what it is.</summary>
/// <param name="Policy">Path of policy ids from the root policy on: <c>documents/archive</c>.</param>
/// <param name="Version">Version of the document that holds the rule.</param>
/// <param name="Rule">The rule's id; null when the policy's algorithm itself decided.</param>
/// <param name="Reason">The rule's reason, or null.</param>
public sealed record DeterminingRule(string Policy, int Version, string? Rule, string? Reason);
