using System.Collections.Immutable;

namespace Pdp.Engine.Sources;

/// <summary>A rule as written.</summary>
public sealed record RuleSource : ItemSource
{
    private readonly ImmutableArray<string> _actions;

    /// <summary>What it says when it applies.</summary>
    public required Effect Effect { get; init; }

    /// <summary>Action names, a trailing <c>*</c> standing for any rest; null: every action.</summary>
    public ImmutableArray<string>? Actions
    {
        get => _actions.IsDefault ? null : _actions;
        init => _actions = value ?? default;
    }

    /// <summary>The condition; null: always.</summary>
    public ExpressionSource? When { get; init; }

    /// <summary>What people are told.</summary>
    public string? Reason { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>What the PEP must do when the rule decides.</summary>
    public ImmutableArray<NoticeSource> Obligations { get; init; } = [];

    /// <summary>What the PEP may do when the rule decides.</summary>
    public ImmutableArray<NoticeSource> Advice { get; init; } = [];
}
