using System.Collections.Immutable;
using Pdp.Engine.Decisions;
using Pdp.Engine.Sources;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Engine.Explanations;

/// <summary>A decision and how it came about.</summary>
/// <param name="Decision">The same answer as without an explanation.</param>
/// <param name="Roots">The root policies, by id.</param>
/// <param name="Shadows">The shadow versions, by id and version.</param>
public sealed record Explanation(
    Decision Decision, ImmutableArray<PolicyTrace> Roots, ImmutableArray<PolicyTrace> Shadows);

/// <summary>What became of an item of a policy.</summary>
public abstract record ItemTrace
{
    /// <summary>The item's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its value; null when it was not evaluated.</summary>
    public required InnerValue? Value { get; init; }

    /// <summary>The error that made its value, or null.</summary>
    public DecisionError? Error { get; init; }

    /// <summary>Where it stands in the files.</summary>
    public required SourceLocation Location { get; init; }
}

/// <summary>What became of a policy.</summary>
public sealed record PolicyTrace : ItemTrace
{
    /// <summary>The path of ids from the root policy on.</summary>
    public required string Path { get; init; }

    /// <summary>The version of its document.</summary>
    public required int Version { get; init; }

    /// <summary>Its algorithm.</summary>
    public required CombiningAlgorithm Combining { get; init; }

    /// <summary>Its target, or null when it has none.</summary>
    public ExpressionTrace? Target { get; init; }

    /// <summary>Its items in document order.</summary>
    public required ImmutableArray<ItemTrace> Items { get; init; }

    /// <summary>The variables of this policy, in document order.</summary>
    public ImmutableArray<VariableTrace> Variables { get; init; } = [];
}

/// <summary>What became of a rule.</summary>
public sealed record RuleTrace : ItemTrace
{
    /// <summary>Its effect.</summary>
    public required Effect Effect { get; init; }

    /// <summary>Whether its <c>actions</c> have the action; true when it has none.</summary>
    public required bool ActionMatches { get; init; }

    /// <summary>Its condition, or null when it has none.</summary>
    public ExpressionTrace? When { get; init; }

    /// <summary>Its reason, or null.</summary>
    public string? Reason { get; init; }
}

/// <summary>What became of a variable or definition.</summary>
/// <param name="Name">As read: <c>variables.same_tenant</c>.</param>
/// <param name="Expression">Its expression.</param>
public sealed record VariableTrace(string Name, ExpressionTrace Expression);

/// <summary>What became of a sub-expression.</summary>
/// <param name="Text">The sub-expression's text.</param>
/// <param name="Span">Where it stands in the whole expression's text.</param>
/// <param name="Value">The value or the error; missing when it was not evaluated.</param>
/// <param name="Rounds">How often it was evaluated (in a loop more than once; the value is the last round's).</param>
/// <param name="Children">The sub-expressions, in the order of the text.</param>
public sealed record ExpressionTrace(
    string Text, TextSpan Span, Value Value, int Rounds, ImmutableArray<ExpressionTrace> Children);
