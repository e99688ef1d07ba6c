namespace Pdp.Engine.Sources;

/// <summary>What records may tell of an attribute. Decisions do not depend on it.</summary>
public enum Sensitivity
{
    /// <summary>Its value.</summary>
    None,

    /// <summary>That there is one.</summary>
    Mask,

    /// <summary>Whether it is the same as in another record: a keyed hash of it.</summary>
    Hash,
}
