using Pdp.Engine.Decisions;
using Pdp.Engine.Sources;

namespace Pdp.Bundles.Json;

/// <summary>The engine's words as documents and answers spell them.</summary>
internal static class Names
{
    public static string Of(Outcome outcome) => outcome switch
    {
        Outcome.Permit => "PERMIT",
        Outcome.Deny => "DENY",
        Outcome.NotApplicable => "NOT_APPLICABLE",
        // an answer that nobody gave is no answer
        _ => "INDETERMINATE",
    };

    public static string Of(InnerValue value) => value switch
    {
        InnerValue.NotApplicable => "not-applicable",
        InnerValue.Permit => "permit",
        InnerValue.Deny => "deny",
        InnerValue.IndeterminatePermit => "indeterminate-permit",
        InnerValue.IndeterminateDeny => "indeterminate-deny",
        _ => "indeterminate-deny-permit",
    };

    public static string Of(Effect effect) => effect == Effect.Permit ? "permit" : "deny";

    public static string Of(CombiningAlgorithm algorithm) => algorithm switch
    {
        CombiningAlgorithm.PermitOverrides => "permit-overrides",
        CombiningAlgorithm.OrderedDenyOverrides => "ordered-deny-overrides",
        CombiningAlgorithm.OrderedPermitOverrides => "ordered-permit-overrides",
        CombiningAlgorithm.DenyUnlessPermit => "deny-unless-permit",
        CombiningAlgorithm.PermitUnlessDeny => "permit-unless-deny",
        CombiningAlgorithm.FirstApplicable => "first-applicable",
        CombiningAlgorithm.OnlyOneApplicable => "only-one-applicable",
        _ => "deny-overrides",
    };
}
