namespace Pdp.Engine.Sources;

/// <summary>What a rule says when it applies.</summary>
public enum Effect
{
    /// <summary>The rule denies. The zero value, so that nothing unset ever permits.</summary>
    Deny,

    /// <summary>The rule permits.</summary>
    Permit,
}
