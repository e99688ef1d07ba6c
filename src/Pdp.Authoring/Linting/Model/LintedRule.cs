using System.Collections.Immutable;
using Pdp.Engine.Sources;
using Pdp.Language.Guards;

namespace Pdp.Authoring.Linting.Model;

/// <summary>A rule at its place.</summary>
internal sealed class LintedRule
{
    public required RuleSource Source { get; init; }

    /// <summary>The policy that it stands in.</summary>
    public required LintedPolicy Policy { get; init; }

    /// <summary>The condition; null: always.</summary>
    public required Condition? When { get; init; }

    /// <summary>What must hold for it to say anything: of targets, actions and condition.</summary>
    public required Guard Guard { get; init; }

    /// <summary>Whether it has no condition, or one that is always true.</summary>
    public bool IsUnconditional { get; init; }

    /// <summary>Whether it can never say anything.</summary>
    public bool IsDead { get; set; }

    /// <summary>The conditions that hold when it does: its own, and the targets around it.</summary>
    public IEnumerable<Condition> Conditions => When is { } when ? Policy.Targets.Append(when) : Policy.Targets;
}

/// <summary>A policy at its place, top-level or inline.</summary>
internal sealed class LintedPolicy
{
    public required PolicySource Source { get; init; }

    public required Scope Scope { get; init; }

    /// <summary>Its target and those around it, within its document.</summary>
    public required ImmutableArray<Condition> Targets { get; init; }

    /// <summary>What must hold for it to apply.</summary>
    public required Guard Guard { get; init; }

    /// <summary>Whether there is a way to it from the root without any target.</summary>
    public required bool IsOpen { get; init; }

    /// <summary>Whether it is only a shadow.</summary>
    public required bool IsShadow { get; init; }

    /// <summary>Its rules, those of inner policies not among them.</summary>
    public List<LintedRule> Rules { get; } = [];
}
