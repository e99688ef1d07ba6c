namespace Pdp.Client;

/// <summary>What an answer comes to for whoever enforces it.</summary>
public enum Effect
{
    /// <summary>No answer: the value of a variable that nobody has set. It never allows.</summary>
    Unspecified = 0,

    /// <summary>The action must not be done.</summary>
    Deny = 1,

    /// <summary>The action may be done.</summary>
    Permit = 2,
}
