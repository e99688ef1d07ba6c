namespace Pdp.Language.PartialEvaluation;

/// <summary>How an expression is evaluated in part. What concerns meaning must be as for the evaluation it prepares.</summary>
public sealed record PartialOptions
{
    /// <summary>The options of a policy's expression whose value is used.</summary>
    public static PartialOptions Default { get; } = new();

    /// <summary>The options of a policy's condition.</summary>
    public static PartialOptions Condition { get; } = new() { IsCondition = true };

    /// <summary>
    /// Whether the whole is used as a condition, where a value that is no bool is an error; otherwise
    /// <c>resource.flag &amp;&amp; true</c>, which makes that error, stays as it is.
    /// </summary>
    public bool IsCondition { get; init; }

    /// <summary>See <see cref="Runtime.CompileOptions.LiteralAdaptation"/>.</summary>
    public bool LiteralAdaptation { get; init; } = true;

    /// <summary>See <see cref="Runtime.CompileOptions.RoundedOrder"/>.</summary>
    public bool RoundedOrder { get; init; }

    /// <summary>
    /// How many nodes a residual may have more than the expression: what known values and unrolled loops add. A value
    /// that would exceed it stays a reference to its attribute, see <see cref="PartialResult.References"/>.
    /// </summary>
    public int MaxGrowth { get; init; } = 5_000;

    /// <summary>Longest list or map over which <c>exists</c> and <c>all</c> are unrolled.</summary>
    public int MaxRounds { get; init; } = 16;

    /// <summary>Units of work that the known parts may do; what would exceed it stays in the residual.</summary>
    public long Fuel { get; init; } = 100_000;

    /// <summary>Nodes that are visited, those of unrolled loops once for each round; beyond, no loop is unrolled.</summary>
    public int MaxVisits { get; init; } = 100_000;
}
