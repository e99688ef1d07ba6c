using System.Collections.Immutable;

namespace Pdp.Engine.Sources;

/// <summary>An obligation or a piece of advice as written (ACAL 1.0: a notice).</summary>
public sealed record NoticeSource
{
    /// <summary>The id by which the PEP knows what to do.</summary>
    public required string Id { get; init; }

    /// <summary>For which answer it holds; null: a rule's effect, or for a policy both.</summary>
    public Effect? On { get; init; }

    /// <summary>The condition under which it is due; null: always.</summary>
    public ExpressionSource? When { get; init; }

    /// <summary>Computed values for the PEP, in document order.</summary>
    public ImmutableArray<VariableSource> Properties { get; init; } = [];

    /// <summary>Where it stands.</summary>
    public required SourceLocation Location { get; init; }
}
