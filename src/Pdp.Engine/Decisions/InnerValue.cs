namespace Pdp.Engine.Decisions;

/// <summary>The value of a rule, a policy or the whole set: what an error could have been is part of it.</summary>
public enum InnerValue
{
    /// <summary>Says nothing about the request.</summary>
    NotApplicable = 0,

    /// <summary>Permit.</summary>
    Permit = 1,

    /// <summary>Deny.</summary>
    Deny = 2,

    /// <summary>An error; without it the value could have been permit, never deny.</summary>
    IndeterminatePermit = 3,

    /// <summary>An error; without it the value could have been deny, never permit.</summary>
    IndeterminateDeny = 4,

    /// <summary>An error; without it the value could have been either.</summary>
    IndeterminateDenyPermit = 5,
}
