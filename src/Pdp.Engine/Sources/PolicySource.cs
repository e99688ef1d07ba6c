using System.Collections.Immutable;

namespace Pdp.Engine.Sources;

/// <summary>A policy as written, top-level or inline.</summary>
public sealed record PolicySource : ItemSource
{
    /// <summary>The version, from 1 on; 0 for an inline policy, which has its document's.</summary>
    public int Version { get; init; }

    /// <summary>Whether this version is only evaluated beside the one in force, and reported.</summary>
    public bool IsShadow { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>The condition under which the policy applies at all; null: always.</summary>
    public ExpressionSource? Target { get; init; }

    /// <summary>How its items' values are combined.</summary>
    public CombiningAlgorithm Combining { get; init; } = CombiningAlgorithm.DenyOverrides;

    /// <summary>Named expressions, in document order.</summary>
    public ImmutableArray<VariableSource> Variables { get; init; } = [];

    /// <summary>The items, in document order.</summary>
    public ImmutableArray<ItemSource> Items { get; init; } = [];

    /// <summary>Obligations of the policy itself.</summary>
    public ImmutableArray<NoticeSource> Obligations { get; init; } = [];

    /// <summary>Advice of the policy itself.</summary>
    public ImmutableArray<NoticeSource> Advice { get; init; } = [];
}

/// <summary>A named expression.</summary>
public sealed record VariableSource(string Name, ExpressionSource Expression);
