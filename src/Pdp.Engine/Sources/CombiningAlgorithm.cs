namespace Pdp.Engine.Sources;

/// <summary>How a policy makes one value of those of its items (XACML 3.0 appendix C, ACAL 1.0 annex D.8).</summary>
public enum CombiningAlgorithm
{
    /// <summary>A denial wins, and so does an error that could have been one. The default, and always used for the roots.</summary>
    DenyOverrides,

    /// <summary>A permit wins, even over an error in a denial.</summary>
    PermitOverrides,

    /// <summary>The same as <see cref="DenyOverrides"/>; items are taken in document order in any case.</summary>
    OrderedDenyOverrides,

    /// <summary>The same as <see cref="PermitOverrides"/>; items are taken in document order in any case.</summary>
    OrderedPermitOverrides,

    /// <summary>Permit if some item permits, else deny.</summary>
    DenyUnlessPermit,

    /// <summary>Deny if some item denies or could have denied but for an error, else permit.</summary>
    PermitUnlessDeny,

    /// <summary>The first item that applies decides; an error there is undecided.</summary>
    FirstApplicable,

    /// <summary>Exactly one of the items, all of them policies, may apply by its target.</summary>
    OnlyOneApplicable,
}
