namespace Pdp.Engine.Sources;

/// <summary>Bounds on evaluation.</summary>
public sealed record EngineLimits
{
    /// <summary>Units of work (about 100 ns each) that one rule, variable or notice may draw. Reached: that rule's error.</summary>
    public long Fuel { get; init; } = 100_000;

    /// <summary>Longest time one decision may take; rules not evaluated by then are errors.</summary>
    public TimeSpan DecisionTime { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Deepest nesting of policies and references.</summary>
    public int MaxPolicyDepth { get; init; } = 32;
}
