using Pdp.Engine.Decisions;
using Pdp.Engine.Sources;
using Pdp.Engine.Tests.Combining;

namespace Pdp.Engine.Tests.Support;

/// <summary>The semantics of the tables, and deliberately wrong variants by which the tests are seen to bite.</summary>
internal sealed record Semantics
{
    /// <summary>The right one.</summary>
    public static Semantics Right { get; } = new();

    /// <summary>An error in a deny rule permits, as in XACML 3.0.</summary>
    public bool XacmlPermitUnlessDeny { get; init; }

    /// <summary>First-applicable hands an error's kind on.</summary>
    public bool FirstApplicableHandsOn { get; init; }

    /// <summary>A target in error counts as false.</summary>
    public bool TargetErrorIsFalse { get; init; }

    public InnerValue Combine(CombiningAlgorithm algorithm, IReadOnlyList<InnerValue> items) => algorithm switch
    {
        CombiningAlgorithm.PermitUnlessDeny when XacmlPermitUnlessDeny =>
            items.Contains(InnerValue.Deny) ? InnerValue.Deny : InnerValue.Permit,
        CombiningAlgorithm.FirstApplicable when FirstApplicableHandsOn =>
            items.FirstOrDefault(item => item != InnerValue.NotApplicable),
        _ => TableForm.Combine(algorithm, items),
    };

    public Target Outcome(Target target) => TargetErrorIsFalse && target == Target.E ? Target.F : target;

    public InnerValue UnderTarget(Target target, InnerValue items) => TableForm.UnderTarget(Outcome(target), items);
}
