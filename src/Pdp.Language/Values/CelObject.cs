namespace Pdp.Language.Values;

/// <summary>What a <see cref="Value"/> may refer to besides a string: it tells its kind itself.</summary>
public abstract class CelObject
{
    /// <summary>What a value that refers to this object holds.</summary>
    public abstract ValueKind Kind { get; }
}
