using Pdp.Engine.Decisions;

namespace Pdp.Server.ShadowReports;

/// <summary>By what two versions of a policy came to what they say: differences are counted by it.</summary>
/// <param name="Decisions">What they say.</param>
/// <param name="InForce">What made it in the version in force.</param>
/// <param name="Shadow">What made it in the shadow.</param>
internal readonly record struct RulePair(DecisionPair Decisions, CauseName InForce, CauseName Shadow);

/// <summary>The name of what made an outcome: a rule, a policy without one, an error of either, or, by default, nothing.</summary>
/// <param name="Policy">Path of policy ids from the root policy on; null when nothing applies.</param>
/// <param name="Version">Version of the document.</param>
/// <param name="Rule">The rule's id, or null.</param>
/// <param name="Code">The error's code, or null.</param>
internal readonly record struct CauseName(string? Policy, int Version, string? Rule, string? Code)
{
    /// <summary>The name of a cause.</summary>
    public static CauseName Of(in OutcomeCause cause) =>
        cause.Rule is { } rule ? new CauseName(rule.Policy, rule.Version, rule.Rule, null)
        : cause.Error is { } error ? new CauseName(error.Policy, error.Version, error.Rule, error.Code)
        : default;
}
