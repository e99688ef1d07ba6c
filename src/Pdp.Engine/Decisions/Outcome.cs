namespace Pdp.Engine.Decisions;

/// <summary>The answer as callers see it. Only <see cref="Permit"/> allows.</summary>
public enum Outcome
{
    /// <summary>No answer: everything treats it as a denial.</summary>
    Unspecified = 0,

    /// <summary>The action is allowed.</summary>
    Permit = 1,

    /// <summary>The action is denied.</summary>
    Deny = 2,

    /// <summary>No policy says anything about the request.</summary>
    NotApplicable = 3,

    /// <summary>An error kept the policies from deciding.</summary>
    Indeterminate = 4,
}
