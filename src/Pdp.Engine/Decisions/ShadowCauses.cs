namespace Pdp.Engine.Decisions;

/// <summary>What made the outcomes of a shadow and of the version in force.</summary>
/// <param name="Shadow">What made the shadow's.</param>
/// <param name="InForce">What made that of the version in force.</param>
public readonly record struct ShadowCauses(OutcomeCause Shadow, OutcomeCause InForce);

/// <summary>What made the outcome of one policy; both are null when nothing in it applies.</summary>
/// <param name="Rule">The first of its determining rules, for PERMIT and DENY.</param>
/// <param name="Error">The deciding error, for INDETERMINATE.</param>
public readonly record struct OutcomeCause(DeterminingRule? Rule, DecisionError? Error);
